import { type Block, type Rendered, renderProducts, resources } from '../support/rendered';

const stackName = 'allodoc-production-backup';

describe('the continuous archive of AlloDoc', () => {
  let all: Rendered;
  const own = (type: string): readonly Block[] =>
    resources(all, type)
      .filter(({ stack }) => stack === stackName)
      .map(({ block }) => block);

  beforeAll(() => {
    all = renderProducts();
  });

  it('tells whoever runs the database what to set, on the server and for pgBackRest on its host', () => {
    const outputs = all.stacks[stackName]?.['output'] as Readonly<Record<string, Block>>;
    expect(outputs['database_archive_settings']).toEqual({
      description: 'Settings of the database server and options of pgBackRest on its host, without which nothing is archived',
      value: {
        database: {
          postgresql: {
            wal_level: 'replica',
            archive_mode: 'on',
            archive_command: 'pgbackrest --stanza=database archive-push %p',
            archive_timeout: '300s',
          },
          pgbackrest: {
            'repo1-type': 's3',
            'repo1-path': '/pgbackrest',
            'repo1-s3-bucket': expect.stringMatching(/^\$\{aws_s3_bucket\.archive-database_[\w-]+\.id\}$/),
            'repo1-s3-region': '${var.aws_region}',
            'repo1-s3-endpoint': 's3.${var.aws_region}.amazonaws.com',
            'repo1-s3-kms-key-id': expect.stringMatching(/^\$\{aws_kms_key\.key_[\w-]+\.arn\}$/),
            'repo1-s3-key-type': 'auto',
            'pg1-path': '${var.aws_database_path}',
          },
        },
      },
    });
  });

  it('proves the recovery time of 30 minutes by the physical restore, while the dump has a limit that it can keep', () => {
    const limits = own('aws_cloudwatch_metric_alarm')
      .filter(({ metric_name: metric }) => metric === 'drill_duration_seconds')
      .map(({ dimensions, threshold }) => {
        const { backup, drill } = dimensions as Readonly<Record<string, string>>;
        return `${backup} ${drill} above ${threshold}`;
      });
    expect(limits).toEqual(
      expect.arrayContaining([
        'database-archive physical-restore above 1800',
        'database-archive physical-restore above 1440',
        'database weekly-restore above 5400',
      ]),
    );
    expect(limits.filter((limit) => /^database(-archive)? (physical|weekly)-restore/.test(limit))).toHaveLength(3);
  });

  it('rehearses both ways back on Monday evening, one after the other', () => {
    const drills = own('aws_scheduler_schedule').filter(({ name }) => /-restore-drill$/.test(String(name)));
    expect(drills.map(({ name, schedule_expression: at }) => [name, at])).toEqual([
      ['allodoc-production-database-weekly-restore-drill', 'cron(0 18 ? * MON *)'],
      ['allodoc-production-database-archive-physical-restore-drill', 'cron(0 20 ? * MON *)'],
    ]);
  });
});

describe('alerts on continuous archives', () => {
  it('name the objective that they guard, and never the drill of the dump', () => {
    const rules = resources(renderProducts(), 'grafana_rule_group').flatMap(
      ({ block }) => block['rule'] as readonly { name: string; labels: Readonly<Record<string, string>>; annotations: Block }[],
    );
    const requiring = (id: string): readonly string[] =>
      rules.filter(({ annotations }) => String(annotations['requirement']).split(', ').includes(id)).map(({ name }) => name);
    const physical = 'Weekly restore from the archive, Monday evening';
    for (const id of ['AD-OBJ-01', 'AD-OBJ-02']) {
      expect(requiring(id)).toEqual(expect.arrayContaining([`${physical}: duration of the restore (error)`]));
      expect(requiring(id).filter((name) => !name.startsWith(physical))).toEqual([]);
    }
  });
});
