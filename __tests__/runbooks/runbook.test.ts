import { CloudRunBackupJob } from '../../constructs/backup/google/cloud-run-backup-job';
import type { Backup } from '../../model/backup';
import { Duration } from '../../model/duration';
import { DeclarationError } from '../../model/finding';
import { Retention } from '../../model/retention';
import type { RunbookSection } from '../../model/runbook';
import { Schedule } from '../../model/schedule';
import { UTC } from '../../model/time-zone';
import { dashboard, group, maintenanceWindow, row, section, shell, sql, step, steps } from '../../model/vocabulary';
import { RunbookContext } from '../../runbooks/context';
import { headingAnchor, table } from '../../runbooks/markdown';
import { chaptersOf, renderRunbook } from '../../runbooks/runbook';
import { hoursText, scheduleText, windowText } from '../../runbooks/schedule-text';
import { startCommand } from '../../runbooks/start-command';
import { Settings } from '../../settings/settings';
import { clientApp } from '../../signals';
import { common, runtime, stores } from '../constructs/backup/google/sample';
import { databaseBackup, sampleProduct } from '../support/sample-product';
import { renderStack, resourcesOf } from '../support/synth';

type Changes = NonNullable<Parameters<typeof sampleProduct>[0]>;

function contextOf(changes: Changes = {}, settings = Settings.none): RunbookContext {
  return new RunbookContext(sampleProduct(changes), settings, undefined);
}

function runbookOf(changes: Changes = {}, settings = Settings.none): string {
  const context = contextOf(changes, settings);
  return renderRunbook(context, chaptersOf(context));
}

const withSection = (...sections: readonly RunbookSection[]): Changes => ({
  runbook: () => ({
    header: [{ label: 'Version', value: '2.1' }],
    sections,
    variables: [{ name: 'CACHE', meaning: 'address of the cache' }],
  }),
});

/** The part of a page from a heading to the next of the same level. */
function partOf(page: string, heading: string): string {
  const [, level = ''] = /^(#+) /.exec(heading) ?? [];
  const from = page.indexOf(`\n${heading}\n`);
  expect(from).toBeGreaterThan(0);
  const end = page.slice(from + 1).search(new RegExp(`\\n#{1,${level.length}} `));
  return page.slice(from + 1, end < 0 ? undefined : from + 1 + end);
}

/** Commands on one line each, however they go on below. */
const unfolded = (text: string): string => text.replace(/ \\\n\s+/g, ' ');

describe('a section that people wrote', () => {
  const restart = section(
    'procedure',
    'restart-api',
    {
      title: 'Restart the API',
      when: 'after a hang',
      intro: 'Only the owner does this.',
      template: 'Status: {status}',
      assumed: true,
      meets: ['LM-PROC-01', 'LM-PROC-02'],
    },
    steps(
      step('Look first.', { signal: 'backup-watcher' }),
      shell('Empty the cache of `{product}`.', 'redis-cli -h "$CACHE" FLUSHALL # {bucket}', { destructive: true }),
    ),
    group('Afterwards', sql('Count.', 'SELECT count(*) FROM orders;'), 'Tell the others.'),
  );

  it('is rendered with its tags before it, its steps numbered and its names filled in', () => {
    const page = runbookOf(withSection(restart));
    expect(page).toContain(
      [
        '<!-- LM-PROC-01 -->',
        '<!-- LM-PROC-02 -->',
        '<a id="restart-api"></a>',
        '',
        '### Restart the API',
        '',
        '**When.** after a hang',
        '',
        'Assumed: the source runbook is silent here.',
        '',
        'Only the owner does this.',
        '',
        '1. Look first. See [Backups that the store watcher looks at](https://grafana.example.com/d/shop-production-backups?viewPanel=PANEL).'.replace(
          'PANEL',
          /backup-watcher-error\n[\s\S]*?viewPanel=(\d+)/.exec(page)?.[1] ?? '',
        ),
        '2. **Destructive: what it removes cannot be brought back.** Empty the cache of `shop`.',
        '',
        '   ```sh',
        '   redis-cli -h "$CACHE" FLUSHALL # shop-production-backups',
        '   ```',
        '',
        '**Afterwards**',
        '',
        '1. Count.',
        '',
        '   ```sql',
        '   SELECT count(*) FROM orders;',
        '   ```',
        '2. Tell the others.',
        '',
        '```text',
        'Status: {status}',
        '```',
      ].join('\n'),
    );
    expect(page).toContain('| Version | 2.1 |');
  });

  it('is refused when a command names what nothing declares, with what may be named', () => {
    const wrong = section('procedure', 'wrong', { title: 'Wrong', meets: [] }, steps(shell('List.', 'aws s3 ls s3://{buckett}/')));
    expect(() => runbookOf(withSection(wrong))).toThrow(DeclarationError);
    expect(() => runbookOf(withSection(wrong))).toThrow(/did you mean "bucket"/);
  });

  it('is refused when it looks at a signal that does not exist', () => {
    const wrong = section('procedure', 'wrong', { title: 'Wrong', meets: [] }, steps(step('Look.', { signal: 'no-such' })));
    expect(() => runbookOf(withSection(wrong))).toThrow(/unknown signal/);
  });

  it('leaves what a shell expands alone', () => {
    const plain = section(
      'procedure',
      'plain',
      { title: 'Plain', meets: [] },
      steps(shell('Do.', "echo ${name} {1..3} {a,b} | awk '{print $1}'")),
    );
    expect(runbookOf(withSection(plain))).toContain("echo ${name} {1..3} {a,b} | awk '{print $1}'");
  });
});

describe('an alert', () => {
  it('says where it goes in each environment, what to look at and who is next', () => {
    const part = partOf(runbookOf(), '### database-daily-failed-error');
    expect(part).toContain(
      '| production | the condition holds, at once (duration assumed) | error, wakes somebody | PagerDuty, again after 4 h, by `shop-production-error` |',
    );
    expect(part).toContain(
      '| staging | the condition holds, at once (duration assumed) | error | Slack #shop, again after 12 h, by `shop-staging-warning` |',
    );
    expect(part).toContain('1. Read the log of the newest run: [Database, daily: log, copies, start](#copies-database-daily), **Log**.');
    expect(part).toContain(
      '**Fix.** Mend what the log names, then start a run into `daily/`: [Database, daily: log, copies, start](#copies-database-daily), **Start**.',
    );
    expect(part).toContain('**Escalate.** Without an acknowledgement PagerDuty tells Primary (rota) at once, then Team lead after 15 min.');
  });

  const mend = (mends: readonly string[]) =>
    section('procedure', 'mend', { title: 'Mend the dump', mends, meets: [] }, steps(step('Look.', { signal: 'database-daily-failed' })));

  it('links to the sections that say that they mend it, and to no other that only looks at its figure', () => {
    const failedOf = (mends: readonly string[]) => partOf(runbookOf(withSection(mend(mends))), '### database-daily-failed-error');
    expect(failedOf(['database-daily-failed'])).toContain('- Follow [Mend the dump](#mend).\n- Mend what the log names');
    expect(failedOf(['database-*'])).toContain('Follow [Mend the dump](#mend).');
    expect(failedOf(['backup-watcher'])).not.toContain('Mend the dump');
    expect(failedOf([])).not.toContain('Mend the dump');
  });

  it('is refused as one that a section mends where nothing alerts by that name', () => {
    expect(() => runbookOf(withSection(mend(['database-daily-faild'])))).toThrow(/unknown alert in mends.*database-daily-faild/s);
    expect(() => runbookOf(withSection(mend(['backup-ages'])))).toThrow(DeclarationError);
  });
});

describe('the restore of a store', () => {
  it('names the bucket, the manifests and the database as they are', () => {
    const page = unfolded(runbookOf());
    const part = partOf(page, '### Restore database');
    expect(part).toContain('   opskeep restore list --bucket=shop-production-backups --backup=database\n');
    expect(part).toContain('   opskeep restore database --bucket=shop-production-backups --backup=database --folder=.\n');
    expect(partOf(page, '### Restore by hand')).toContain(
      '   MANIFEST=$(aws s3api list-objects-v2 --bucket shop-production-backups --prefix "verified/$BACKUP/" --query \'sort_by(Contents, &LastModified)[-1].Key\' --output text)\n   aws s3 cp "s3://shop-production-backups/$MANIFEST" manifest.json',
    );
    expect(part).toContain("   psql --dbname=shop_restored --command='SELECT count(*) >= 1 AS good, count(*) FROM orders'");
  });

  it('takes account, region and bucket prefix from settings where they are set', () => {
    const { settings } = Settings.check({ defaults: { aws: { accountId: '123456789012', region: 'eu-west-1', bucketPrefix: 'acme-' } } }, [
      { name: 'shop', environments: ['production'], inputs: [] },
    ]);
    const page = unfolded(runbookOf({}, settings));
    expect(page).toContain('role_arn "arn:aws:iam::123456789012:role/shop-production-restore"');
    expect(page).toContain('--bucket=acme-shop-production-backups --backup=database');
  });
});

describe('a backup', () => {
  it('is repeated by hand into the tier that it missed, locked for as long as the tier keeps it', () => {
    expect(startCommand(contextOf(), databaseBackup, Retention.cycle('weekly', 12))).toContain(
      [
        `--overrides '{"containerOverrides":[{"name":"job","environment":[`,
        '    {"name":"TIER","value":"weekly"},',
        '    {"name":"PREFIX","value":"weekly/"},',
        `    {"name":"LOCK_DAYS","value":"84"}]}]}'`,
      ].join('\n'),
    );
  });

  it('is started on Google Cloud by the name that its job has in the stack, also where that was shortened to fit', () => {
    const backup: Backup = { ...databaseBackup, name: 'accounts-of-patients-and-staff', source: { kind: 'firebase-auth' } };
    const stack = renderStack((scope) => {
      const { backups, records, scheduler } = stores(scope);
      new CloudRunBackupJob(scope, 'accounts', { ...common, backup, bucket: backups, records, runtime, scheduler });
    });
    const [job] = Object.values(resourcesOf(stack, 'google_cloud_run_v2_job'));
    expect(job?.['name']).toBe('shop-production-accounts-of-patients-and-sta-7386');
    expect(startCommand(contextOf({ cloud: 'google', backups: [backup] }), backup)).toBe(
      `gcloud run jobs execute ${job?.['name']} --project="$PROJECT" --region="$LOCATION" --wait`,
    );
  });

  it('goes to the tier for copies on demand where the runbook says so, on either cloud', () => {
    const manual = Retention.tier('manual', Duration.days(7));
    const copy = { ...databaseBackup, onDemand: manual, source: { kind: 'firestore', database: '(default)' } } as const;
    expect(startCommand(contextOf({ cloud: 'google', backups: [copy] }), copy)).toContain(
      `--data='{"tier":"manual","prefix":"manual/","timed":true}'`,
    );
    const dump = { ...databaseBackup, onDemand: manual };
    expect(startCommand(contextOf({ backups: [dump] }), dump)).not.toContain('--overrides');
    expect(startCommand(contextOf({ backups: [dump] }), dump, dump.runs[0].tier)).toContain('{"name":"TIER","value":"daily"}');
  });

  it('says when it runs, what is proven and who answers for it', () => {
    const page = runbookOf();
    expect(partOf(page, '### Database')).toContain('| daily at 02:00 UTC | `daily` | `daily/` | 30 d | 30 d |');
    expect(partOf(page, '### Database')).toContain('- Owner: Team lead.');
    expect(page).toContain('| database | deleted database | 28 h | 25 h | until the next copy is complete, on');
  });
});

describe('a metric that the product writes', () => {
  const panel = (options: object) => ({
    dashboards: [dashboard('overview', 'Overview', [row('Client', clientApp.slowFrames({ component: 'app', ...options }))])],
  });

  it('is told with its name, labels and unit', () => {
    const part = partOf(runbookOf(panel({})), '### Metrics that the product writes');
    expect(part).toContain(
      '- `client_app_slow_frames_ratio`, slow and frozen frames of the day as a share of 1 of all frames (Performance Monitoring); ' +
        'labels `product`, `environment`, `app_version`; panel [Slow and frozen frames](',
    );
    expect(part).not.toContain('monitored resource');
  });

  it('is told as Cloud Monitoring names it, with what else that asks for', () => {
    const part = partOf(
      runbookOf({ cloud: 'google', backups: [], ...panel({ dataSource: 'google' }) }),
      '### Metrics that the product writes',
    );
    expect(part).toContain('- `custom.googleapis.com/client_app_slow_frames_ratio`, ');
    expect(part).toContain('for the monitored resource `generic_task`');
  });
});

describe('contacts', () => {
  it('show what is not set, by the name of its input', () => {
    expect(partOf(runbookOf(), '### Contacts')).toContain('| On-call engineer | **not set** (`inputs.engineer_email`) |');
  });
});

describe('times', () => {
  it('are written as people say them', () => {
    expect(scheduleText(Schedule.daily('02:00', UTC))).toBe('daily at 02:00 UTC');
    expect(scheduleText(Schedule.weekly('monday', '18:00', UTC))).toBe('Monday at 18:00 UTC');
    expect(scheduleText(Schedule.monthly(1, '05:00', UTC))).toBe('day 1 of each month at 05:00 UTC');
    expect(scheduleText(Schedule.every(Duration.minutes(30), UTC))).toBe('every 30 min (UTC)');
    expect(scheduleText(Schedule.cron('0 4 1 */3 *', UTC))).toBe('0 4 1 1,4,7,10 * UTC');
    expect(hoursText({ days: ['monday', 'friday'], from: '09:00', to: '18:00' }, UTC)).toBe('Monday, Friday 09:00 to 18:00 UTC');
    const window = { title: 'W', weekday: 'sunday', from: '23:00', duration: Duration.hours(2), zone: UTC } as const;
    expect(windowText(maintenanceWindow('w', { ...window, firstOfMonth: true }))).toBe('first Sunday 23:00 to 01:00 UTC');
  });
});

describe('markdown', () => {
  it('has the anchors of GitHub and cells that no text can break', () => {
    expect(headingAnchor("What's on: A_b (c) & d")).toBe('whats-on-a_b-c--d');
    expect(table(['a'], [['x | y\nz']])).toEqual(['| a |\n| --- |\n| x \\| y z |']);
    expect(table(['a'], [])).toEqual([]);
  });
});

describe("the heartbeat to the dead-man's switch", () => {
  it('says what its alarm means, what to look at, what ends it and whom it calls', () => {
    for (const cloud of ['aws', 'google'] as const) {
      const part = partOf(runbookOf({ cloud }), '### dead-man-switch-info');
      expect(part).toContain(
        "| production | the condition holds | info | the dead-man's switch, again after 5 min, by `shop-production-heartbeat` |",
      );
      expect(part).toContain('2. When CloudWatch pages with the alarm `shop-production-alerting-silent`, no alert of Grafana may arrive: ');
      expect(part).toContain(
        '**Fix.** Mend the cause that the checks show, smallest change first; the alarm ends with the next heartbeat.',
      );
      expect(part).toContain(
        '**Escalate.** The heartbeat calls nobody; the alarm on its silence is a critical one. Without an acknowledgement PagerDuty tells ',
      );
    }
    expect(runbookOf({ withoutDeadManSwitch: 'a reason' })).not.toContain('dead-man-switch-info');
  });
});
