import { TerraformOutput } from 'cdktf';
import { BackupJob } from '../../constructs/backup/aws/backup-job';
import type { RunCommand } from '../../life/run-command';
import { startBackupByHand } from '../../life/start-backup';
import { filledTiers } from '../../model/backup';
import { product } from '../../model/product';
import type { RetentionTier } from '../../model/retention';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { daily, databaseSecret, pagedSetting, place, render, sampleBucket } from '../constructs/backup/aws/sample';
import { completeSettings, type Rendered, renderProducts, resources } from '../support/rendered';
import { databaseBackup, sampleProduct } from '../support/sample-product';
import { FakeTerminal } from './fake-pager';

const never: RunCommand = () => {
  throw new Error('nothing may run');
};
const print = (words: readonly string[], settings = completeSettings(), run: RunCommand = never) => {
  const terminal = new FakeTerminal();
  const code = startBackupByHand(words, products, settings, terminal, run);
  return { code, terminal, command: terminal.told[0] ?? '' };
};

/** The words after an option of a printed command. */
const after = (command: string, option: string): string =>
  new RegExp(`${option}[ =]('[^']*'|\\S+)`).exec(command)?.[1]?.replaceAll("'", '') ?? '';

describe('npm run backup', () => {
  let all: Rendered;
  const allStarts = () =>
    all.assembly.environments.flatMap((environment) =>
      environment.backups.flatMap((backup) => filledTiers(backup).map((tier) => ({ environment, backup, tier }))),
    );
  const printed = (name: string, environment: string, backup: string, tier: RetentionTier): string => {
    const { code, command } = print([name, environment, backup, `--tier=${tier.name}`]);
    expect(code).toBe(0);
    return command;
  };

  beforeAll(() => {
    all = renderProducts(undefined, completeSettings());
  });

  it('prints for each backup on AWS the family, cluster and network that stand in its stack', () => {
    const starts = allStarts().filter(({ environment }) => environment.product.cloud === 'aws');
    expect(starts.length).toBeGreaterThan(20);
    for (const { environment, backup, tier } of starts) {
      const own = resources(all).filter(({ stack }) => stack === `${environment.id}-backup`);
      const values = (type: string, attribute: string) => own.filter((found) => found.type === type).map(({ block }) => block[attribute]);
      const command = printed(environment.product.name, environment.environment, backup.name, tier);
      expect(values('aws_ecs_task_definition', 'family')).toContain(after(command, '--task-definition'));
      expect(values('aws_ecs_cluster', 'name')).toEqual([after(command, '--cluster')]);
      expect(after(command, '--region')).toBe('eu-west-1');
      expect(after(command, '--network-configuration')).toBe(
        'awsvpcConfiguration={subnets=[subnet-0a1b2c3d,subnet-4e5f6071],securityGroups=[sg-0a1b2c3d],assignPublicIp=DISABLED}',
      );
    }
  });

  it('changes of the task what its schedule for the tier changes, and nothing where the task fills the tier by itself', () => {
    const scheduled = allStarts().filter(
      ({ environment, backup, tier }) => environment.product.cloud === 'aws' && backup.runs.some((run) => run.tier.name === tier.name),
    );
    for (const { environment, backup, tier } of scheduled) {
      const command = printed(environment.product.name, environment.environment, backup.name, tier);
      const [schedule] = resources(all, 'aws_scheduler_schedule').filter(
        ({ block }) => block['name'] === `${environment.id}-${backup.name}-${tier.name}`,
      );
      const { input } = (schedule?.block['target'] ?? { input: '' }) as { readonly input: string };
      const overrides = after(command, '--overrides');
      if (overrides !== '') expect(JSON.parse(overrides)).toEqual(JSON.parse(input));
      else expect(tier.name).toBe((backup.onDemand ?? backup.runs[0].tier).name);
    }
    const overridden = scheduled.map(({ environment, backup, tier }) =>
      printed(environment.product.name, environment.environment, backup.name, tier),
    );
    expect(overridden.some((command) => command.includes('--overrides'))).toBe(true);
  });

  it('prints for each backup on Google Cloud the job or workflow that stands in its stack', () => {
    const starts = allStarts().filter(({ environment }) => environment.product.cloud === 'google');
    expect(starts.length).toBeGreaterThan(5);
    for (const { environment, backup, tier } of starts) {
      const command = printed(environment.product.name, environment.environment, backup.name, tier);
      const [, kind, name] = /^gcloud (run jobs execute|workflows run) (\S+) --project=carenow-production --/.exec(command) ?? [];
      const type = kind === 'workflows run' ? 'google_workflows_workflow' : 'google_cloud_run_v2_job';
      expect(resources(all, type).map(({ block }) => block['name'])).toContain(name);
      expect(kind === 'workflows run').toBe(backup.source.kind === 'firestore');
    }
  });

  it('is word for word the command of the construct, for the tier that people fill', () => {
    const backup = { ...databaseBackup, onDemand: daily };
    const { settings, findings } = Settings.check(
      { defaults: { aws: { region: place.region, subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] } } },
      [],
    );
    expect(findings).toEqual([]);
    const stack = render((scope) => {
      const access = { postgres: { host: 'db.internal', secret: databaseSecret } };
      const network = { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0a'] };
      const job = new BackupJob(scope, 'job', { ...pagedSetting(scope), network, backup, bucket: sampleBucket(scope), access });
      new TerraformOutput(scope, 'command', { value: job.onDemandCommand });
    });
    const terminal = new FakeTerminal();
    const shop = [product('shop', () => sampleProduct({ backups: [backup] }))];
    startBackupByHand(['shop', 'production', 'database', '--tier=daily'], shop, settings, terminal, never);
    const { value } = (stack['output'] as { command: { value: string } }).command;
    expect(terminal.told).toEqual([value.replace(/\$\{join\(",", \["([^"]*)"\]\)\}/g, '$1')]);
  });

  it('leaves a shell variable where a setting is missing, and then does not run', () => {
    const { code, command } = print(['allodoc', 'production', 'database'], Settings.none);
    expect(code).toBe(0);
    expect(command).toContain('--region "$AWS_REGION" --network-configuration "awsvpcConfiguration={subnets=[$SUBNETS],');
    const ran = print(['allodoc', 'production', 'database', '--run'], Settings.none);
    expect(ran.code).toBe(1);
    expect(ran.terminal.complaints).toEqual([
      'Set products.allodoc.production.aws.region, products.allodoc.production.aws.subnetIds, products.allodoc.production.aws.securityGroupIds in settings.json, or run the command with your own values.',
    ]);
  });

  it('prints all backups and archives of an environment, each into its first tier', () => {
    const words = all.assembly.environments.flatMap((environment) => {
      const [name, stage] = [environment.product.name, environment.environment];
      const { code, terminal } = print([name, stage, '--all']);
      expect(code).toBe(0);
      expect(terminal.told.slice(0, environment.backups.length)).toEqual(
        environment.backups.map((backup) => printed(name, stage, backup.name, backup.runs[0].tier)),
      );
      return terminal.told.slice(environment.backups.length).map((command) => after(command, '--task-definition'));
    });
    const families = resources(all, 'aws_ecs_task_definition').map(({ block }) => block['family']);
    expect(words).toEqual(families.filter((family) => /-archive$/.test(String(family))));
    expect(words.length).toBeGreaterThan(0);
  });

  it('starts every backup although one does not start, and then fails', () => {
    const ran: (readonly string[])[] = [];
    const { code, terminal } = print(['allodoc', 'production', '--all', '--run'], completeSettings(), (words) => {
      ran.push(words);
      return { code: 0, output: ran.length === 1 ? '{"failures":[{"reason":"CAPACITY"}]}' : '{"tasks":[{}]}' };
    });
    expect(code).toBe(1);
    expect(terminal.complaints).toEqual(['ECS started nothing: CAPACITY']);
    expect(ran.length).toBeGreaterThan(1);
    expect(ran.map((words) => words[6])).toEqual(
      [...print(['allodoc', 'production', '--all']).terminal.told].map((command) => after(command, '--task-definition')),
    );
  });

  it('runs what it printed', () => {
    const ran: (readonly string[])[] = [];
    const run: RunCommand = (words) => {
      ran.push(words);
      return { code: 0, output: '{"tasks":[{"taskArn":"arn"}],"failures":[]}' };
    };
    const { code, command } = print(['allodoc', 'production', 'database', '--run'], completeSettings(), run);
    expect(code).toBe(0);
    expect(ran).toHaveLength(1);
    expect(ran[0]?.slice(0, 7)).toEqual([
      'aws',
      'ecs',
      'run-task',
      '--cluster',
      'allodoc-production-jobs',
      '--task-definition',
      'allodoc-production-database',
    ]);
    expect(ran[0]?.slice(-2)).toEqual(['--output', 'json']);
    expect(ran[0]?.slice(0, -2).join(' ')).toBe(command.replaceAll("'", ''));
  });

  it.each([
    [
      'a task that ECS refused',
      { code: 0, output: '{"tasks":[],"failures":[{"reason":"RESOURCE:FARGATE"}]}' },
      'ECS started nothing: RESOURCE:FARGATE',
    ],
    ['an answer without a task', { code: 0, output: '{"tasks":[],"failures":[]}' }, 'ECS started nothing: no task in its answer'],
    ['a program that failed', { code: 254, output: '' }, 'aws ended with 254: the backup was not started, or it failed.'],
    [
      'a program that is not there',
      { code: undefined, output: '' },
      'aws is not on this machine. Install it, or run the command where it is.',
    ],
  ])('tells %s', (_, outcome, complaint) => {
    const { code, terminal } = print(['allodoc', 'production', 'database', '--run'], completeSettings(), () => outcome);
    expect(code).toBe(1);
    expect(terminal.complaints).toEqual([complaint]);
  });

  it.each([
    ['an unknown product', ['alodoc', 'production', 'database'], /did you mean "allodoc"\?/],
    ['an unknown backup', ['allodoc', 'production', 'databse'], /unknown backup[\s\S]*did you mean "database"\?/],
    ['an unknown tier', ['allodoc', 'production', 'database', '--tier=dayly'], /unknown tier[\s\S]*did you mean "daily"\?/],
    ['no backup', ['allodoc', 'production'], /^usage: npm run backup/],
    ['one backup and all', ['allodoc', 'production', 'database', '--all'], /^usage: npm run backup/],
    ['a tier of all', ['allodoc', 'production', '--all', '--tier=daily'], /^usage: npm run backup/],
    ['an unknown option', ['allodoc', 'production', 'database', '--rnu'], /^usage: npm run backup/],
  ])('refuses %s in one clear message', (_, words, message) => {
    const { code, terminal } = print(words);
    expect(code).toBe(1);
    expect(terminal.told).toEqual([]);
    expect(terminal.complaints).toEqual([expect.stringMatching(message)]);
  });
});
