import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Check, formatChecks, isReady } from '../../doctor/check';
import { type Examination, examine } from '../../doctor/examine';
import type { Environment } from '../../doctor/machine';
import { redact } from '../../doctor/redact';
import { products } from '../../products';
import { completeSettings, completeSettingsFile, renderProducts } from '../support/rendered';
import { programs, type Script, type Service, service } from './prepared-machine';

const account = '111122223333';
const projects: Readonly<Record<string, string>> = {
  'carenow-production': '123456789012',
  'carenow-backup': '210987654321',
  'reference-copies': '345678901234',
};
const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const ecrImage = `${account}.dkr.ecr.eu-west-1.amazonaws.com/opskeep@${digest}`;
const googleImage = `asia-southeast1-docker.pkg.dev/carenow-production/opskeep/jobs@${digest}`;
/** Values that must never be seen again. */
const secrets = {
  PAGERDUTY_TOKEN: 'u+pagerdutySecret',
  GRAFANA_AUTH: 'glsa-grafanaSecret',
  TF_VAR_slack_bot_token: 'slackSecret-of-nobody',
};

const terraform: Script = { version: { stdout: '{"terraform_version": "1.11.4"}' } };
const aws: Script = {
  '--version': { stdout: 'aws-cli/2.27.0' },
  'sts get-caller-identity': {
    stdout: JSON.stringify({ UserId: 'X', Account: account, Arn: `arn:aws:sts::${account}:assumed-role/admin/someone` }, null, 4),
  },
  [`ecr describe-images --registry-id ${account} --repository-name opskeep --region eu-west-1 --image-ids imageDigest=${digest} `]: {
    stdout: '{"imageDetails": []}',
  },
  's3api head-bucket --bucket acme-opskeep-state': { stdout: '{}' },
};
const gcloud: Script = {
  version: { stdout: 'Google Cloud SDK 528.0.0' },
  'auth list': { stdout: 'someone@example.com\n' },
  'config get project': { stdout: 'carenow-production\n' },
  'auth application-default print-access-token': { stdout: 'ya29.tokenOfGoogle' },
  [`artifacts docker images describe ${googleImage}`]: { stdout: 'image_summary:' },
  ...Object.fromEntries(Object.entries(projects).map(([name, number]) => [`projects describe ${name} `, { stdout: `${number}\n` }])),
};
const everything = { terraform, aws, gcloud, promtool: { '--version': { stdout: 'promtool' } } };

const outdir = mkdtempSync(join(tmpdir(), 'opskeep-doctor-test-'));
const disposals: (() => void | Promise<void>)[] = [() => rmSync(outdir, { recursive: true, force: true })];

afterAll(async () => {
  for (const dispose of disposals) await dispose();
});

function machine(scripts: Readonly<Record<string, Script>>): string {
  const { folder, dispose } = programs(scripts);
  disposals.push(dispose);
  return folder;
}

async function serve(answer: Parameters<typeof service>[0]): Promise<Service> {
  const started = await service(answer);
  disposals.push(started.stop);
  return started;
}

const run = (changes: Partial<Examination> & { readonly environment: Environment }): Promise<readonly Check[]> =>
  examine({ products, settingsFile: completeSettingsFile, outdir, nodeVersion: '20.19.0', ...changes });

const lines = (checks: readonly Check[], ...statuses: readonly Check['status'][]): readonly string[] =>
  checks.filter(({ status }) => statuses.includes(status)).map(({ status, subject, found }) => `${status} ${subject}: ${found}`);

describe('on a machine with nothing prepared', () => {
  let checks: readonly Check[];

  beforeAll(async () => {
    checks = await run({ settingsFile: join(outdir, 'no-settings.json'), environment: { PATH: machine({}) } });
  });

  it('names all that is missing in one run: tools, each placeholder, each secret', () => {
    const subjects = checks.filter(({ status }) => status === 'missing').map(({ subject }) => subject);
    for (const subject of ['terraform', 'aws', 'gcloud', ...Object.keys(secrets)]) expect(subjects).toContain(subject);
    const settings = checks.filter(({ subject }) => subject.startsWith('setting ')).map(({ found, mend }) => `${found} ${mend}`);
    const unset = renderProducts().assembly.findings.filter(({ rule }) => rule === 'placeholder');
    const untold = unset.filter(({ allowed }) => !settings.some((line) => line.startsWith(`${allowed} (`)));
    expect(unset.length).toBeGreaterThan(100);
    expect(untold).toEqual([]);
    expect(isReady(checks)).toBe(false);
  });

  it('names the one place where one value serves all, and says what it could not look at', () => {
    const region = checks.find(({ subject }) => subject === 'setting defaults.aws.region');
    expect(region?.mend).toMatch(
      /^set defaults\.aws\.region in settings\.json, e\.g\. "eu-west-1", or where values differ: products\.[a-z-]+\.[a-z]+\.aws\.region, /,
    );
    const subnets = checks.find(({ subject }) => subject === 'setting defaults.aws.subnetIds');
    expect(subnets?.mend).toContain('e.g. ["subnet-0a1b2c3d"], ');
    expect(checks.filter(({ subject }) => /^setting .*aws\.region$/.test(subject))).toHaveLength(1);
    expect(lines(checks, 'not checked')).toEqual([
      'not checked AWS credentials: there is no aws on the PATH to ask',
      'not checked Google credentials: there is no gcloud on the PATH to ask',
      'not checked Grafana: GRAFANA_AUTH and grafana.url not set',
      'not checked PagerDuty: PAGERDUTY_TOKEN is not set',
    ]);
  });

  it('says for everything that is not in order what to do', () => {
    const silent = checks.filter(({ status, mend }) => status !== 'ok' && status !== 'note' && (mend ?? '').length < 10);
    expect(silent).toEqual([]);
  });

  it('looks at one stack alone when it is named, and knows no other name', async () => {
    const environment = { PATH: machine({ terraform }) };
    const one = await run({ environment, settingsFile: join(outdir, 'no-settings.json'), words: ['carenow-on-call'] });
    expect(one.filter(({ status }) => status === 'missing').map(({ subject }) => subject)).toEqual([
      'setting products.carenow.all.inputs.primary_on_call_email',
      'setting products.carenow.all.inputs.secondary_on_call_email',
      'PAGERDUTY_TOKEN',
    ]);
    const none = await run({ environment, words: ['carenow-oncall'] });
    expect(isReady(none)).toBe(false);
    expect(none.find(({ status }) => status === 'wrong')).toMatchObject({
      found: expect.stringMatching(/^command line: unknown stack \[unknown-stack\]; given "carenow-oncall"; allowed /),
      mend: 'did you mean "carenow-on-call"? use one of the names above',
    });
  });

  it('looks at one environment of a product when both are named, and knows no other environment', async () => {
    const environment = { PATH: machine({ terraform }) };
    const one = await run({ environment, settingsFile: join(outdir, 'no-settings.json'), words: ['life-manager', 'staging'] });
    const settings = one.map(({ subject }) => subject).filter((subject) => subject.startsWith('setting '));
    expect(settings).toContain('setting products.life-manager.staging.aws.accountId');
    expect(settings.filter((subject) => /products\.(?!life-manager\.)/.test(subject))).toEqual([]);
    expect(settings.filter((subject) => subject.includes('.production.'))).toEqual([]);
    const none = await run({ environment, words: ['life-manager', 'stagin'] });
    expect(none.find(({ status }) => status === 'wrong')).toMatchObject({
      found: expect.stringMatching(/^command line \/ life-manager: unknown environment/),
      mend: expect.stringContaining('did you mean "staging"?'),
    });
  });

  it('tells mistakes in the settings with those of the machine', async () => {
    const settingsFile = join(outdir, 'bad-settings.json');
    writeFileSync(settingsFile, JSON.stringify({ defaults: { aws: { regoin: 'eu-west-1' } } }));
    const found = await run({ environment: { PATH: machine({}) }, settingsFile });
    expect(lines(found, 'wrong')).toEqual([
      expect.stringMatching(/^wrong declaration: settings\.json \/ defaults\.aws\.regoin: a setting that nobody reads/),
    ]);
    expect(found.map(({ subject }) => subject)).toContain('terraform');
  });
});

describe('with everything prepared', () => {
  let grafana: Service;
  let pagerDuty: Service;
  let environment: Environment;
  let emails: readonly string[];

  beforeAll(async () => {
    const uids = ['prometheus', 'loki', 'google-monitoring'];
    grafana = await serve((path, authorization) => {
      if (authorization !== `Bearer ${secrets.GRAFANA_AUTH}`) return { status: 401, body: { message: `bad ${authorization}` } };
      const uid = path.replace('/api/datasources/uid/', '');
      return uids.includes(uid) ? { status: 200, body: { uid } } : { status: 404, body: {} };
    });
    emails = [
      ...new Set(
        Object.values(renderProducts(undefined, completeSettings()).files).flatMap((text) => text.match(/[\w.-]+@[\w-]+\.com/g) ?? []),
      ),
    ];
    pagerDuty = await serve((path, authorization) => {
      if (authorization !== `Token token=${secrets.PAGERDUTY_TOKEN}`) return { status: 401, body: {} };
      const query = new URL(path, 'http://localhost').searchParams.get('query') ?? '';
      return {
        status: 200,
        body: { users: [{ email: `not.${query}` }, ...emails.filter((email) => email === query).map((email) => ({ email }))] },
      };
    });
    environment = { PATH: machine(everything), OPSKEEP_GRAFANA_URL: grafana.url, OPSKEEP_PAGERDUTY_URL: pagerDuty.url, ...secrets };
  });

  it('all is green and the exit code would be 0', async () => {
    const checks = await run({ environment });
    expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([]);
    expect(isReady(checks)).toBe(true);
    expect(lines(checks, 'ok')).toEqual(
      expect.arrayContaining([
        'ok Node.js: 20.19.0',
        'ok terraform: 1.11.4',
        expect.stringMatching(/^ok settings: no placeholder left in .* and \d+ more$/),
        expect.stringMatching(/^ok PAGERDUTY_TOKEN: set, for /),
        expect.stringMatching(`^ok AWS credentials: account ${account} as arn:aws:sts::${account}:assumed-role/admin/someone, for `),
        'ok Google credentials of Terraform: application default credentials',
        'ok Google project carenow-backup: number 210987654321, for carenow-production-backup',
        expect.stringMatching(`^ok image of the jobs: ${ecrImage}, for .* and \\d+ more$`),
        `ok image of the jobs: ${googleImage}, for carenow-production-backup`,
        expect.stringMatching(/^ok data source loki: in Grafana, for /),
        expect.stringMatching(/^ok PagerDuty user cto@example\.com: exists, for /),
      ]),
    );
    expect(lines(checks, 'note').join('\n')).toMatch(/10 resource policies; these stacks add \d+\..*\n.*PagerDuty: event orchestrations/);
  });

  it('has only asked, once for each thing, and written nothing', async () => {
    const asked = [...grafana.requests, ...pagerDuty.requests];
    expect(asked.length).toBeGreaterThan(8);
    expect(asked.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(new Set(asked).size).toBe(asked.length);
    // The app makes the folder of its stacks; no stack is written into it.
    expect(readdirSync(outdir, { recursive: true }).filter((name) => !String(name).endsWith('-settings.json'))).toEqual(['stacks']);
  });

  it('with the credentials of a wrong account it names both accounts and who is signed in', async () => {
    const other = { 'sts get-caller-identity': { stdout: '{"Account": "999900001111", "Arn": "arn:aws:iam::999900001111:user/x"}' } };
    const checks = await run({ environment: { ...environment, PATH: machine({ ...everything, aws: { ...aws, ...other } }) } });
    expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([
      expect.stringMatching(
        `^wrong AWS credentials: they are of account 999900001111 \\(arn:aws:iam::999900001111:user/x\\), but .* deploy into account ${account}$`,
      ),
    ]);
    expect(isReady(checks)).toBe(false);
  });

  it("asks for credentials of AWS as well where a product on Google Cloud has its dead-man's switch there", async () => {
    const words = ['carenow', 'production'];
    expect(lines(await run({ environment, words }), 'ok')).toEqual(
      expect.arrayContaining([
        `ok AWS credentials: account ${account} as arn:aws:sts::${account}:assumed-role/admin/someone, for carenow-production-dead-man-switch`,
        'ok Google project carenow-backup: number 210987654321, for carenow-production-backup',
      ]),
    );
    const none = { 'sts get-caller-identity': { stderr: 'Unable to locate credentials\n', status: 255 } };
    const without = await run({ environment: { ...environment, PATH: machine({ ...everything, aws: { ...aws, ...none } }) }, words });
    expect(lines(without, 'missing', 'wrong')).toEqual(['missing AWS credentials: none that AWS accepts: Unable to locate credentials']);
    const settingsFile = join(outdir, 'no-settings.json');
    const unset = (await run({ environment, words, settingsFile })).filter(({ subject }) => /^setting .*\.(aws|heartbeat)\./.test(subject));
    expect(unset.map(({ subject, found }) => `${subject}: ${found}`)).toEqual([
      'setting products.carenow.production.aws.accountId: AWS account that the stack may touch (carenow-production-dead-man-switch)',
      'setting products.carenow.production.aws.region: AWS region of jobs, backups and alarms (carenow-production-dead-man-switch)',
      'setting products.carenow.production.heartbeat.publisherArn: role or user of AWS as which Grafana signs, and which may write to the topic of the heartbeat (carenow-production-dead-man-switch)',
    ]);
  });

  it('with a Google account that does not see a project it names the account, its project and that one; and a wrong number', async () => {
    const changed = {
      ...gcloud,
      'projects describe carenow-backup ': { stderr: 'ERROR: no permission\n', status: 1 },
      'projects describe reference-copies ': { stdout: '999\n' },
    };
    const checks = await run({ environment: { ...environment, PATH: machine({ ...everything, gcloud: changed }) } });
    expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([
      'wrong Google project carenow-backup: someone@example.com (gcloud works in carenow-production) does not reach it; carenow-production-backup deploy into it: ERROR: no permission',
      'wrong Google project reference-copies: has number 999, the settings say 345678901234',
    ]);
  });

  it('without any credentials of a cloud it says how to sign in', async () => {
    const changed = {
      ...everything,
      aws: { ...aws, 'sts get-caller-identity': { stderr: '\nUnable to locate credentials\n', status: 255 } },
      gcloud: {
        ...gcloud,
        'auth list': { stdout: '' },
        'auth application-default': { status: 1 },
        'auth application-default print-access-token': { status: 1 },
      },
    };
    const checks = await run({ environment: { ...environment, PATH: machine(changed) } });
    expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([
      'missing AWS credentials: none that AWS accepts: Unable to locate credentials',
      'missing Google credentials: no account is active in gcloud',
      'missing Google credentials of Terraform: no application default credentials',
    ]);
  });

  it('with tools that are too old it names both versions', async () => {
    const old = { ...everything, terraform: { version: { stdout: '{"terraform_version": "1.9.8"}' } } };
    const checks = await run({ environment: { ...environment, PATH: machine(old) }, nodeVersion: '18.20.1' });
    expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([
      'wrong Node.js: 18.20.1, older than 20.0.0',
      'wrong terraform: 1.9.8, older than 1.10.0',
    ]);
  });

  it('names a data source that is not there, and a person whom PagerDuty does not know or spells otherwise', async () => {
    const empty = await serve(() => ({ status: 404, body: {} }));
    const shouting = await serve((path) => {
      const query = new URL(path, 'http://localhost').searchParams.get('query') ?? '';
      return { status: 200, body: { users: query.startsWith('cto@') ? [{ email: 'CTO@example.com' }] : [] } };
    });
    const changed = { ...environment, OPSKEEP_GRAFANA_URL: empty.url, OPSKEEP_PAGERDUTY_URL: shouting.url };
    const checks = await run({ environment: changed, words: ['life-manager-production-monitoring'] });
    expect(lines(checks, 'missing', 'wrong')).toEqual([
      'missing data source prometheus: Grafana has no such uid; life-manager-production-monitoring read it',
      'missing data source loki: Grafana has no such uid; life-manager-production-monitoring read it',
    ]);
    const people = await run({ environment: changed, words: ['life-manager-on-call'] });
    expect(lines(people, 'missing', 'wrong')).toEqual(
      expect.arrayContaining([
        'missing PagerDuty user team.lead@example.com: nobody logs in with it; life-manager-on-call page it',
        'wrong PagerDuty user cto@example.com: PagerDuty spells it CTO@example.com',
      ]),
    );
  });

  it('tells a service that does not answer, and one that refuses the credential, once each', async () => {
    const gone = await service(() => ({ status: 200, body: {} }));
    await gone.stop();
    const checks = await run({ environment: { ...environment, OPSKEEP_GRAFANA_URL: gone.url, PAGERDUTY_TOKEN: 'u+anotherSecret' } });
    expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([
      expect.stringMatching(`^wrong Grafana: ${gone.url} does not answer: .*ECONNREFUSED`),
      `wrong PagerDuty: ${pagerDuty.url} refuses PAGERDUTY_TOKEN (HTTP 401)`,
    ]);
  });

  describe('but the image of the jobs', () => {
    const only = ['life-manager', 'staging'];
    const image = 'TF_VAR_aws_job_image';

    it('was never pushed: it names the image, who would run it, and how it is built', async () => {
      const gone = 'An error occurred (ImageNotFoundException) when calling the DescribeImages operation';
      const without = {
        ...everything,
        aws: { ...aws, 'ecr describe-images': { stderr: `\n${gone}\n`, status: 254 } },
        gcloud: { ...gcloud, 'artifacts docker images describe': { stderr: 'ERROR: Image not found.\n', status: 1 } },
      };
      // The first pattern that fits answers.
      for (const script of [without.aws, without.gcloud] as Record<string, unknown>[])
        for (const call of Object.keys(script)) if (call.includes(digest)) delete script[call];
      const checks = await run({ environment: { ...environment, PATH: machine(without) } });
      expect(checks.filter(({ status }) => status === 'missing' || status === 'wrong')).toEqual([
        {
          status: 'missing',
          subject: 'image of the jobs',
          found: expect.stringMatching(
            `^${ecrImage} is not there, and jobs of .* could not start: An error occurred \\(ImageNotFoundException`,
          ),
          mend: 'build it, push it and set aws.jobImage to the digest that the push printed, see docs/guide/first-deployment.md#the-image-of-the-jobs',
        },
        {
          status: 'missing',
          subject: 'image of the jobs',
          found: `${googleImage} is not there, and jobs of carenow-production-backup could not start: ERROR: Image not found.`,
          mend: 'build it, push it and set google.jobImage to the digest that the push printed, see docs/guide/first-deployment.md#the-image-of-the-jobs',
        },
      ]);
    });

    it('is in a repository from which no task may pull', async () => {
      const elsewhere = ecrImage.replace('eu-west-1', 'us-east-1');
      const checks = await run({ environment: { ...environment, [image]: elsewhere }, words: only });
      expect(lines(checks, 'missing', 'wrong')).toEqual([
        `wrong image of the jobs: ${elsewhere}, but tasks of life-manager-staging-backup may pull from arn:aws:ecr:eu-west-1:${account}:repository/opskeep alone`,
      ]);
    });

    it('is in no repository that it can ask, which it says', async () => {
      const foreign = `registry.example.com/opskeep@${digest}`;
      const checks = await run({ environment: { ...environment, [image]: foreign }, words: only });
      expect(lines(checks, 'missing', 'wrong', 'not checked')).toEqual([`not checked image of the jobs: ${foreign} is not in Amazon ECR`]);
    });
  });

  it('takes a value from the environment where Terraform would', async () => {
    const settingsFile = join(outdir, 'no-settings.json');
    const given = { TF_VAR_primary_on_call_email: 'nobody@example.com', TF_VAR_secondary_on_call_email: 'team.lead@example.com' };
    const checks = await run({ environment: { ...environment, ...given }, settingsFile, words: ['carenow-on-call'] });
    expect(lines(checks, 'missing')).toEqual([
      'missing PagerDuty user nobody@example.com: nobody logs in with it; carenow-on-call page it',
    ]);
  });

  describe('and states in a bucket', () => {
    const settingsFile = join(outdir, 'with-state.json');
    const stack = 'carenow-on-call';
    const state = { backend: 's3', bucket: 'acme-opskeep-state', region: 'eu-west-1', accountId: account };

    beforeAll(() => writeFileSync(settingsFile, JSON.stringify({ state, products: { carenow: { all: { inputs: people() } } } })));

    const people = (): Readonly<Record<string, string>> => ({
      primary_on_call_email: 'cto@example.com',
      secondary_on_call_email: 'team.lead@example.com',
    });

    it('sees that it is there', async () => {
      const checks = await run({ environment, settingsFile, words: [stack] });
      expect(lines(checks, 'missing', 'wrong')).toEqual([]);
      expect(lines(checks, 'ok')).toContain(`ok bucket of the states: acme-opskeep-state in account ${account}`);
    });

    it('says what to deploy first when it is not', async () => {
      const without = { ...aws, 's3api head-bucket --bucket acme-opskeep-state': { stderr: 'Not Found\n', status: 254 } };
      const checks = await run({
        environment: { ...environment, PATH: machine({ ...everything, aws: without }) },
        settingsFile,
        words: [stack],
      });
      expect(checks.filter(({ status }) => status === 'missing')).toEqual([
        {
          status: 'missing',
          subject: 'bucket of the states',
          found: 'acme-opskeep-state does not answer: Not Found',
          mend: 'deploy bootstrap-aws first, see docs/guide/first-deployment.md',
        },
      ]);
    });

    it('asks Google Cloud for one that stands there', async () => {
      const google = join(outdir, 'with-google-state.json');
      const bucket = 'carenow-opskeep-state';
      writeFileSync(google, JSON.stringify({ state: { backend: 'gcs', bucket }, products: { carenow: { all: { inputs: people() } } } }));
      const described = (answer: Script[string]) =>
        machine({ ...everything, gcloud: { ...gcloud, [`storage buckets describe gs://${bucket} `]: answer } });
      const asked = (answer: Script[string]) =>
        run({ environment: { ...environment, PATH: described(answer) }, settingsFile: google, words: [stack] });
      expect(lines(await asked({ stdout: `${bucket}\n` }), 'ok')).toContain(`ok bucket of the states: ${bucket}`);
      expect((await asked({ stderr: 'Not Found\n', status: 1 })).filter(({ status }) => status === 'missing')).toEqual([
        {
          status: 'missing',
          subject: 'bucket of the states',
          found: `${bucket} does not answer: Not Found`,
          mend: 'deploy bootstrap-google first, see docs/guide/first-deployment.md',
        },
      ]);
    });
  });

  it('never prints a secret, not even one that a program or a service repeats', async () => {
    const telling: Script = { ...aws, 'sts get-caller-identity': { stderr: `denied for ${secrets.GRAFANA_AUTH}\n`, status: 1 } };
    const user = { ...secrets, GRAFANA_AUTH: 'admin:passwordSecret' };
    const printed: string[] = [];
    for (const changes of [
      environment,
      { ...environment, PATH: machine({ ...everything, aws: telling }) },
      {
        ...environment,
        ...user,
        PATH: machine({ ...everything, aws: { ...aws, 'sts get-caller-identity': { stderr: 'bad passwordSecret', status: 1 } } }),
      },
    ])
      printed.push(redact(formatChecks(await run({ environment: changes })), changes));
    const text = printed.join('\n');
    expect(text).toMatch(/AWS credentials: none that AWS accepts: denied for \[secret\]/);
    expect(text).toMatch(/AWS credentials: none that AWS accepts: bad \[secret\]/);
    for (const secret of [
      ...Object.values(secrets),
      'passwordSecret',
      'ya29.tokenOfGoogle',
      Buffer.from(user.GRAFANA_AUTH).toString('base64'),
    ])
      expect(text).not.toContain(secret);
  });
});

describe('what the doctor prints', () => {
  it('is one line a check with what to do below it, and the sum at the end', () => {
    const checks: readonly Check[] = [
      { status: 'ok', subject: 'terraform', found: '1.11.4' },
      { status: 'not checked', subject: 'Grafana', found: 'no address', mend: 'set grafana.url' },
    ];
    expect(formatChecks(checks)).toBe(
      [
        'ok           terraform: 1.11.4',
        'not checked  Grafana: no address',
        '             to do: set grafana.url',
        '',
        '1 ok, 0 missing, 0 wrong, 1 not checked',
      ].join('\n'),
    );
    expect(isReady(checks)).toBe(true);
  });
});
