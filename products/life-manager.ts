import { gigabytes, megabytes } from '../model/bytes';
import { Duration } from '../model/duration';
import { type ProductDeclaration, product } from '../model/product';
import { Retention } from '../model/retention';
import { Schedule } from '../model/schedule';
import { above, below, percent } from '../model/signal';
import { UTC } from '../model/time-zone';
import {
  atMinute,
  channel,
  component,
  contact,
  dashboard,
  email,
  escalation,
  incidentClass,
  input,
  notice,
  objective,
  pagerduty,
  person,
  postgres,
  postgresBackup,
  probe,
  recordedDrill,
  rota,
  row,
  rowsIn,
  run,
  scheduledDrill,
  slack,
  store,
  vendor,
} from '../model/vocabulary';
import { backup, certificate, postgres as database, host, http, logs, probe as outside, redis, security } from '../signals';
import { lifeManagerRunbook } from './runbooks/life-manager';

/** Professional Life Management Platform: application on Vercel, PostgreSQL and Redis, backups on S3 (runbook lines under LM-). */
export const lifeManager = product('life-manager', () => ({
  title: 'Life Manager',
  cloud: 'aws',
  // The runbook names no zone; UTC has no hour that daylight saving removes (LM-ENV-02).
  zone: UTC,
  owner: 'team-lead',
  dataClass: 'personal',
  environments: ['production', 'staging'],
  inputs: [
    input('app_host', 'host', 'host name of the application', 'LM-MET-01'),
    input('status_page_url', 'url', 'address of the status page', 'LM-CHN-04'),
    input('team_email', 'email', 'mailbox of the team for warnings and information', 'LM-CON-01'),
  ],
  components: [
    component('app', 'Application', 'LM-TOP-02'),
    component('postgres', 'PostgreSQL', 'LM-TOP-02'),
    component('redis', 'Redis', 'LM-TOP-02'),
  ],
  stores: [
    store('database', 'PostgreSQL', { component: 'postgres' }),
    store('redis', 'Redis', { disposable: 'a cache that fills itself again; people may flush it at any time', meets: ['LM-TOP-03'] }),
  ],
  probes: [
    // From outside, so that they hold on Vercel and in Docker alike (LM-TOP-01).
    probe('health', { component: 'app', host: '{app_host}', path: '/health', meets: ['LM-MET-01', 'LM-TOP-01'] }),
    probe('version', { component: 'app', host: '{app_host}', path: '/api/version', meets: ['LM-MET-01', 'LM-TOP-01'] }),
    probe('tasks', { component: 'app', host: '{app_host}', path: '/api/tasks', meets: ['LM-MET-01', 'LM-TOP-01'] }),
  ],
  ...monitoring(),
  ...backups(),
  ...people(),
  runbook: lifeManagerRunbook,
  duties: [
    {
      name: 'secret-rotation',
      title: 'Rotation of NEXTAUTH_SECRET and ENCRYPTION_KEY',
      impact: 'A secret that leaked unseen still opens the application. Users notice nothing.',
      doneBy: 'people, by [Rotate secrets](#secret-rotation)',
      alsoDue: 'every 3 months, after an incident, when somebody who knew them leaves',
      owner: 'team-lead',
      overdueAfter: Duration.days(100),
      severity: 'info',
      meets: ['LM-PROC-12'],
    },
    {
      name: 'clean-up',
      title: 'Clean-up of old data',
      impact: 'Data that should be gone is still there: the database grows, and what was to be erased is not.',
      doneBy: 'the application',
      owner: 'team-lead',
      // The runbook names no time; it must find the copy of 02:00 finished (LM-RTN-02).
      schedule: Schedule.daily('04:00', UTC),
      after: 'database',
      overdueAfter: Duration.hours(26),
      severity: 'warning',
      meets: ['LM-RTN-01', 'LM-RTN-02'],
    },
    {
      name: 'cost-review',
      title: 'Quarterly cost review',
      impact: 'Costs that nobody wants go on; users notice nothing.',
      doneBy: 'people, by [Capacity and cost](#capacity-review)',
      owner: 'team-lead',
      overdueAfter: Duration.days(100),
      severity: 'info',
      meets: ['LM-CAP-03'],
    },
  ],
  vendors: [
    vendor(
      'Vercel',
      { Address: '`support@vercel.com`', 'For what': 'deployments, domains, functions that do not start' },
      { meets: ['LM-VND-01'] },
    ),
    vendor(
      'Database provider',
      { Address: undefined, 'For what': 'the server does not answer, or its disk is full' },
      { meets: ['LM-VND-02'] },
    ),
  ],
  // No standing window: planned work gets a dated mute (LM-MNT-01).
  maintenance: [],
  meets: {
    environments: ['LM-ENV-01'],
    store: ['LM-ENV-03', 'LM-BKP-02', 'LM-BKP-06', 'LM-RET-01'],
    encryption: ['LM-ENC-01'],
    copies: ['OM-BKP-02'],
    schedules: ['LM-ENV-02'],
    paging: ['LM-CHN-03'],
    monitoring: ['LM-ALERT-01'],
  },
}));

function backups(): Pick<ProductDeclaration, 'tiers' | 'backups' | 'objectives'> {
  const daily = Retention.cycle('daily', 30, { meets: ['LM-RET-01'] });
  const manual = Retention.tier('manual', Duration.days(30), { meets: ['LM-RET-01', 'LM-BKP-03'] });
  const source = postgres({ major: 15, database: 'production_db' });
  const assertions = [rowsIn('"User"', 1, 'LM-VER-04'), rowsIn('"Task"', 1, 'LM-VER-04')];
  return {
    tiers: [daily, manual],
    backups: [
      postgresBackup('database', source, {
        owner: 'team-lead',
        // One run a day would lose up to 24 h and its run time; the second one leaves slack (LM-OBJ-02).
        runs: [run(Schedule.daily('02:00', UTC), daily, 'LM-BKP-01'), run(Schedule.daily('14:00', UTC), daily, 'LM-OBJ-02')],
        onDemand: manual,
        objectName: 'life_manager_backup',
        longestRun: Duration.minutes(60),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(20),
        carriesRpo: true,
        drills: [
          scheduledDrill('weekly-restore', Schedule.weekly('sunday', '06:00', UTC), {
            title: 'Weekly restore',
            tier: daily,
            overdueAfter: Duration.days(8),
            atMost: Duration.hours(4),
            checks: assertions,
            meets: ['LM-VER-01', 'LM-VER-02', 'LM-OBJ-01'],
          }),
          recordedDrill('monthly-recovery', {
            title: 'Monthly full recovery test',
            tier: daily,
            overdueAfter: Duration.days(35),
            atMost: Duration.hours(4),
            checks: assertions,
            meets: ['LM-VER-03'],
          }),
          recordedDrill('quarterly-recovery', {
            title: 'Quarterly recovery drill with application start and sign-in',
            tier: daily,
            overdueAfter: Duration.days(100),
            checks: assertions,
            meets: ['LM-VER-03', 'LM-VER-04'],
          }),
        ],
        meets: ['LM-BKP-03', 'LM-BKP-04', 'LM-BKP-05', 'LM-BKP-06', 'LM-VER-01'],
        alarmsMeet: ['LM-ALERT-08', 'OM-ALERT-11', 'OM-VER-01'],
      }),
    ],
    objectives: [
      objective('database', {
        store: 'database',
        rpo: Duration.hours(24),
        rto: Duration.hours(4),
        restore: {
          by: 'pg_restore of the newest verified dump beside the damaged database',
          size: gigabytes(20),
          bytesPerSecond: megabytes(40),
          provisioning: Duration.minutes(15),
          verification: Duration.minutes(30),
          clientSwitch: Duration.minutes(15),
          measuredBy: { backup: 'database', drill: 'weekly-restore' },
        },
        meets: ['LM-OBJ-01', 'LM-OBJ-02'],
      }),
    ],
  };
}

function people(): Pick<ProductDeclaration, 'channels' | 'onCall' | 'incidentClasses' | 'contacts' | 'notices'> {
  const engineer = person('on-call-engineer', 'On-call engineer', { meets: ['LM-CON-01'] });
  const teamLead = person('team-lead', 'Team lead', { meets: ['LM-CON-01'] });
  const manager = person('engineering-manager', 'Engineering manager', { meets: ['LM-CON-01'] });
  const cto = person('cto', 'CTO', { meets: ['LM-CON-01'] });
  const onCall = rota('on-call', 'Life Manager on-call', { zone: UTC, members: [engineer], meets: ['LM-CHN-03'] });
  const chain = escalation(
    [
      atMinute(0, [onCall], 'LM-ESC-01', 'LM-INC-01'),
      atMinute(15, [teamLead], 'LM-ESC-02', 'LM-INC-02'),
      atMinute(30, [manager], 'LM-ESC-03'),
      atMinute(60, [cto], 'LM-ESC-04'),
    ],
    { meets: ['LM-CHN-03'] },
  );
  const incidents = slack('#incidents', 'LM-CHN-02');
  return {
    channels: [
      channel('critical', 'team-lead', [pagerduty('LM-CHN-03'), incidents]),
      channel('error', 'team-lead', [pagerduty('LM-CHN-03'), incidents]),
      channel('warning', 'team-lead', [incidents, email('{team_email}')]),
      channel('info', 'team-lead', [email('{team_email}', 'LM-INC-03')]),
    ],
    onCall: {
      team: 'Life Manager',
      people: [engineer, teamLead, manager, cto],
      rotas: [onCall],
      escalations: { critical: chain, error: chain },
      catchAll: 'app',
    },
    contacts: [contact('security', 'Security team', undefined, 'LM-VND-01')],
    notices: [
      notice('deployments', '#deployments', 'at the start and the end of each deployment, and at a rollback', 'LM-CHN-01'),
      notice('incidents', '#incidents', 'from the first minute of an incident', 'LM-CHN-02'),
      notice('status-page', '{status_page_url}', 'every 30 minutes while a P0 lasts', 'LM-CHN-04'),
    ],
    incidentClasses: [
      incidentClass('P0', 'critical', {
        response: 'acknowledged within 5 min',
        tellWithin: Duration.minutes(5),
        reachLastLevelWithin: Duration.minutes(60),
        phases: [
          { name: 'acknowledge', bound: '0-5 min' },
          { name: 'triage', bound: '5-15 min' },
          { name: 'mitigation', bound: '15-60 min' },
          { name: 'incident report and post-mortem', bound: 'within 48 h' },
        ],
        causes: ['complete outage', 'data loss', 'breach'],
        meets: ['LM-INC-01'],
      }),
      incidentClass('P1', 'error', {
        response: 'acknowledged within 15 min',
        tellWithin: Duration.minutes(15),
        phases: [
          { name: 'acknowledge', bound: '0-15 min' },
          { name: 'investigation', bound: '15-60 min' },
          { name: 'resolution', bound: '1-4 h' },
        ],
        causes: ['partial outage', 'major feature broken'],
        meets: ['LM-INC-02'],
      }),
      incidentClass('P2', 'warning', { response: '4 h', source: 'inherited', meets: ['LM-INC-03'] }),
      incidentClass('P3', 'info', { response: 'next business day', source: 'inherited', meets: ['LM-INC-03'] }),
    ],
  };
}

function monitoring(): Pick<ProductDeclaration, 'dashboards' | 'baseline'> {
  const outage = outside.failingRegions({
    component: 'app',
    probe: 'health',
    title: 'Regions that cannot reach /health',
    tiers: { critical: above(1).forAssumed(Duration.minutes(1)).meets('LM-ALERT-02') },
    meets: ['LM-MET-01'],
  });
  // 80 % is the runbook's (line 497) and the baseline's early warning; 90 % is the baseline's own tier.
  const diskTiers = {
    warning: [
      above(percent(80)).forAssumed(Duration.minutes(5)).meets('OM-ALERT-09'),
      above(percent(90)).forAssumed(Duration.minutes(5)).meets('OM-ALERT-07'),
    ],
  };
  const busy = above(percent(80)).forAssumed(Duration.minutes(15)).meets('LM-ALERT-06');
  return {
    dashboards: [
      dashboard(
        'overview',
        'Life Manager overview',
        [
          row(
            'Reachability',
            outage,
            outside.failingRegions({ component: 'app', probe: 'version', meets: ['LM-MET-01'] }),
            http.deployedVersion({ component: 'app', meets: ['LM-MET-01'] }),
          ),
          row(
            'Application: requests',
            http.errorRatio({
              component: 'app',
              // The runbook's 5 % is a trigger to roll back, read as an absolute ratio; below it the baseline's 1 % still warns.
              tiers: {
                warning: above(percent(1)).forAssumed(Duration.minutes(10)).meets('OM-ALERT-06'),
                critical: above(percent(5))
                  .forAssumed(Duration.minutes(5))
                  .meets('LM-ALERT-03', 'OM-ALERT-03')
                  .saying('Roll back the newest deployment: runbook section LM-PROC-04.'),
              },
              firstChecks: ['Look at errors by release and route: a release that brought them is rolled back (section LM-PROC-04).'],
              meets: ['LM-MET-02', 'LM-TOP-02'],
            }),
            http.latency({
              component: 'app',
              tiers: { warning: above(5).forAssumed(Duration.minutes(10)).meets('OM-ALERT-05') },
              meets: ['LM-MET-02'],
            }),
            http.latencyVersusLastWeek({
              component: 'app',
              // Half as slow again is a trigger to roll back, as the error ratio is.
              tiers: {
                error: above(1.5)
                  .forAssumed(Duration.minutes(10))
                  .meets('LM-ALERT-04')
                  .saying('Roll back the newest deployment: runbook section LM-PROC-04.'),
              },
            }),
            http.errorsByRoute({ component: 'app' }),
          ),
          row(
            'Critical endpoint and certificate',
            outside.failingRegions({
              component: 'app',
              probe: 'tasks',
              title: 'Regions that cannot reach /api/tasks',
              tiers: { error: above(1).forAssumed(Duration.minutes(2)).meets('LM-ALERT-05') },
              meets: ['LM-MET-01'],
            }),
            certificate.daysLeft({
              component: 'app',
              probe: 'health',
              tiers: { warning: below(30).forAssumed(Duration.hours(1)).meets('LM-ALERT-07') },
            }),
          ),
        ],
        { links: [{ title: 'Status page', url: '{status_page_url}' }], meets: ['LM-DASH-01'] },
      ),
      dashboard(
        'infrastructure',
        'Life Manager infrastructure',
        [
          row(
            'Servers',
            host.cpu({ component: 'app', tiers: { warning: busy }, meets: ['LM-MET-03'] }),
            host.memory({ component: 'app', tiers: { warning: busy.meets('LM-ALERT-06') }, meets: ['LM-MET-03'] }),
            host.disk({ component: 'app', tiers: diskTiers, meets: ['LM-MET-03'] }),
          ),
          row(
            'Load',
            database.connectionUse({ component: 'postgres', targets: [percent(80)], meets: ['LM-MET-05'] }),
            // The runbook scales at a high request rate without a figure: a panel, no alert (LM-CAP-02).
            http.requestRate({ component: 'app', meets: ['LM-MET-05', 'LM-CAP-02'] }),
            http.concurrency({ component: 'app', meets: ['LM-MET-05'] }),
          ),
        ],
        { meets: ['LM-DASH-01'] },
      ),
      dashboard(
        'database',
        'Life Manager database',
        [
          row(
            'PostgreSQL',
            database.up({
              component: 'postgres',
              tiers: { critical: below(1).forAssumed(Duration.minutes(1)).meets('OM-ALERT-02') },
              meets: ['LM-TOP-02'],
            }),
            database.connectionErrors({
              component: 'postgres',
              tiers: { error: above(0).forAssumed(Duration.minutes(2)).meets('LM-ALERT-05') },
            }),
            database.slowQueries({ component: 'postgres', meets: ['LM-MET-04'] }),
            database.size({ component: 'postgres', meets: ['LM-MET-04'] }),
          ),
          row('Redis', redis.up({ component: 'redis', meets: ['LM-MET-04', 'LM-TOP-02'] })),
        ],
        { meets: ['LM-DASH-01'] },
      ),
      dashboard(
        'security',
        'Life Manager security',
        [
          row(
            'Signals',
            security.breach({ component: 'app', tiers: { critical: above(0).meets('OM-ALERT-04') } }),
            security.failedLoginCount({ component: 'app', meets: ['LM-MET-06'] }),
            security.privilegedEvents({ component: 'app', meets: ['LM-MET-06'] }),
            logs.refusedByAddress({ component: 'app', meets: ['LM-MET-06'] }),
          ),
        ],
        { meets: ['LM-DASH-01'] },
      ),
      dashboard(
        'backups',
        'Life Manager backup',
        [
          row(
            'Backups',
            backup.ageOverview({ component: 'postgres' }),
            backup.sizeOverview({ component: 'postgres' }),
            backup.durationOverview({ component: 'postgres' }),
            backup.drillRowsOverview({ component: 'postgres', backup: 'database', meets: ['LM-VER-04'] }),
          ),
        ],
        { meets: ['LM-DASH-01'] },
      ),
    ],
    baseline: {
      overridden: { 'OM-ALERT-01': { by: ['LM-ALERT-02'] }, 'OM-ALERT-08': { by: ['LM-ALERT-06'], signal: 'host-memory' } },
    },
  };
}
