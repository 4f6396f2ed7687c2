import { environmentsOf } from '../../model/product-environment';
import { recordDuty } from '../../model/start-backup';
import { products } from '../../products';
import { renderProducts, resources } from '../support/rendered';

const whole = renderProducts();

/** Environment variables of the store watcher of a stack. */
function watcher(stack: string): Readonly<Record<string, string>> {
  const task = resources(whole, 'aws_ecs_task_definition').find((found) => found.stack === stack && found.id.startsWith('watcher'));
  const [container] = JSON.parse(String(task?.block['container_definitions'])) as [{ environment: { name: string; value: string }[] }];
  return Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));
}

const rules = (stack: string): readonly Record<string, unknown>[] =>
  resources(whole, 'grafana_rule_group')
    .filter((group) => group.stack === stack)
    .flatMap(({ block }) => block['rule'] as Record<string, unknown>[]);

describe('the duties of life-manager', () => {
  it('are looked at by the store watcher in production alone', () => {
    expect(JSON.parse(watcher('life-manager-production-backup')['ROUTINES'] ?? '')).toEqual(['secret-rotation', 'clean-up', 'cost-review']);
    expect(JSON.parse(watcher('life-manager-staging-backup')['ROUTINES'] ?? '')).toEqual([]);
  });

  it('tell an overdue rotation of secrets after 100 days, as information', () => {
    const overdue = rules('life-manager-production-monitoring').filter((rule) => JSON.stringify(rule).includes('LM-PROC-12'));
    expect(overdue).toHaveLength(1);
    const text = JSON.stringify(overdue);
    expect(text).toContain('"severity":"info"');
    expect(text).toContain(String(100 * 86_400));
    expect(rules('life-manager-staging-monitoring').filter((rule) => JSON.stringify(rule).includes('LM-PROC-12'))).toEqual([]);
  });

  it('keep their records for as long as they need to be told overdue', () => {
    const rulesOfBucket = resources(whole, 'aws_s3_bucket_lifecycle_configuration')
      .filter(({ stack, id }) => stack === 'life-manager-production-backup' && id.startsWith('bucket_store'))
      .flatMap(({ block }) => block['rule'] as { id: string; expiration?: { days: number }[] }[]);
    const verified = rulesOfBucket.find(({ id }) => id === 'verified');
    expect(JSON.stringify(verified)).toContain('"days":100');
  });
});

describe('the command that records a duty', () => {
  const duty = { name: 'secret-rotation' } as Parameters<typeof recordDuty>[1];
  const [environment] = environmentsOf(products.find(({ name }) => name === 'life-manager')?.evaluate().declaration ?? never());

  it('runs the program of the job image with the rights of the store watcher', () => {
    if (environment === undefined) return never();
    const aws = recordDuty(environment, duty, { cloud: 'aws', region: 'eu-west-1', subnetIds: 'a', securityGroupIds: 'b' });
    expect(aws).toEqual(expect.arrayContaining(['--task-definition', 'life-manager-production-store-watcher']));
    expect(JSON.parse(aws[aws.indexOf('--overrides') + 1] ?? '')).toEqual({
      containerOverrides: [{ name: 'job', command: ['opskeep', 'record', 'secret-rotation'] }],
    });
    expect(recordDuty(environment, duty, { cloud: 'google', project: 'p', location: 'l' })).toEqual([
      ...['gcloud', 'run', 'jobs', 'execute', 'life-manager-production-watcher', '--project=p', '--region=l', '--wait'],
      '--args=opskeep,record,secret-rotation',
    ]);
  });

  it('names a job that exists on each cloud', () => {
    expect(resources(whole, 'google_cloud_run_v2_job').map(({ block }) => block['name'])).toContain('carenow-production-watcher');
    expect(resources(whole, 'aws_ecs_task_definition').map(({ block }) => block['family'])).toContain(
      'life-manager-production-store-watcher',
    );
  });
});

function never(): never {
  throw new Error('life-manager is declared');
}
