import { gigabytes, megabytes } from '../model/bytes';
import { Duration } from '../model/duration';
import { type ProductDeclaration, product } from '../model/product';
import { Retention } from '../model/retention';
import { Schedule } from '../model/schedule';
import { above, below, percent } from '../model/signal';
import { UTC } from '../model/time-zone';
import {
  answersTo,
  archiveDrill,
  atMinute,
  channel,
  component,
  contact,
  dashboard,
  email,
  escalation,
  fullSystemBackup,
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
  run,
  scheduledDrill,
  slack,
  store,
  vendor as vendorOf,
  walArchive,
} from '../model/vocabulary';
import { backup, business, postgres as database, host, http, probe as outside, security, vendor } from '../signals';
import { operationsManualRunbook } from './runbooks/operations-manual';

/** The operations manual with its reference service: what every product inherits, on a service that shows it (runbook lines under OM-). */
export const operationsManual = product('operations-manual', () => ({
  id: 'reference',
  title: 'Reference',
  cloud: 'aws',
  // The manual gives no clock times; 02:00, 09:00 and 18:00 UTC are assumed (OM-ENV-03).
  zone: UTC,
  owner: 'manager',
  dataClass: 'internal',
  environments: ['production'],
  inputs: [
    input('app_host', 'host', 'host name of the application', 'OM-MET-01'),
    input('status_page_url', 'url', 'address of the status page', 'OM-CHN-05'),
    input('team_email', 'email', 'mailbox of the development team', 'OM-CON-01'),
    input('payment_status_host', 'host', 'host name of the status page of the payment provider', 'OM-VND-03'),
    input('cloud_status_host', 'host', 'host name of the status page of the cloud provider', 'OM-VND-03'),
  ],
  components: [
    component('app', 'Application servers'),
    component('database', 'PostgreSQL'),
    component('vendors', 'Cloud and payment providers'),
  ],
  stores: [
    store('database', 'PostgreSQL, without a read replica; one that is added must be promoted before it takes writes', {
      meets: ['OM-TOP-01'],
    }),
    store('system', 'Database, files and settings together'),
  ],
  probes: [
    probe('home', { component: 'app', host: '{app_host}', path: '/', meets: ['OM-MET-01'] }),
    probe('payment-status', { component: 'vendors', vendor: 'payment', host: '{payment_status_host}', path: '/', meets: ['OM-VND-03'] }),
    probe('cloud-status', {
      component: 'vendors',
      vendor: 'cloud',
      host: '{cloud_status_host}',
      path: '/',
      meets: ['OM-VND-01', 'OM-VND-03'],
    }),
  ],
  ...monitoring(),
  ...backups(),
  ...people(),
  runbook: operationsManualRunbook,
  routines: [
    {
      name: 'integrity-check',
      title: 'Data integrity check',
      impact: 'Nobody knows whether the data is whole: damage since the last check is found late and goes into the copies.',
      // The manual names no time; after the backups of the night, so that a fault is found before the next copy replaces a good one.
      schedule: Schedule.daily('05:00', UTC),
      command: ['opskeep', 'integrity-check'],
      readsDatabase: true,
      longestRun: Duration.minutes(30),
      missedAfter: Duration.hours(26),
      owner: 'manager',
      meets: ['OM-INC-02'],
    },
  ],
  duties: [
    {
      name: 'security-scan',
      title: 'Security scan of application and infrastructure',
      impact: 'Known weaknesses of the last days are not looked for: one may be open without anybody knowing.',
      doneBy: 'the nightly pipeline of the application, which records a scan that has finished',
      alsoDue: 'every night, before each release',
      owner: 'manager',
      overdueAfter: Duration.days(7),
      severity: 'info',
      meets: ['OM-MET-09'],
    },
    {
      name: 'cost-review',
      title: 'Monthly cost review',
      impact: 'Costs that nobody wants go on; users notice nothing.',
      doneBy: 'people, by [the cost review](#cost-review)',
      owner: 'manager',
      overdueAfter: Duration.days(35),
      severity: 'info',
      meets: ['OM-RTN-05'],
    },
    {
      name: 'vendor-test',
      title: 'Quarterly test of the backup providers',
      impact: 'Nobody knows whether a backup provider would take over: on the day it is needed, it may not.',
      doneBy: 'people, by [the test of vendors](#vendor-tests)',
      owner: 'manager',
      overdueAfter: Duration.days(100),
      severity: 'info',
      meets: ['OM-VND-04'],
    },
  ],
  vendors: [
    vendorOf(
      'Cloud infrastructure',
      {
        Provider: 'Amazon Web Services',
        'Backup provider': 'Google Cloud, weekly copy',
        'Escalation contact': undefined,
        Promised: '99.9 % uptime, critical support 24/7',
      },
      { meets: ['OM-VND-01', 'OM-VND-02'] },
    ),
    vendorOf(
      'Payments',
      { Provider: undefined, 'Backup provider': undefined, 'Escalation contact': undefined, Promised: 'PCI DSS certified' },
      {
        // The manual names no day: whoever reads the certificate puts in theirs.
        certification: { standard: 'PCI DSS', reviewed: '2026-11-02', assumed: true, reviewEvery: Duration.days(365) },
        meets: ['OM-VND-02', 'OM-CMP-02'],
      },
    ),
  ],
  // Cards are the vendor's business alone: what is ours is to know that it is certified.
  compliance: { answers: [answersTo('pci-dss', ['vendor-certification'], 'OM-CMP-02')] },
  meets: {
    environments: ['OM-ENV-01'],
    store: ['OM-RET-01'],
    encryption: ['OM-ENC-01'],
    copies: ['OM-BKP-02'],
    schedules: ['OM-ENV-03'],
    paging: ['OM-CHN-01', 'OM-CHN-02', 'OM-INC-01'],
    monitoring: ['OM-INC-05', 'OM-INC-06', 'OM-ENV-02'],
  },
}));

function backups(): Pick<ProductDeclaration, 'tiers' | 'backups' | 'archives' | 'objectives' | 'secondProviderCopy'> {
  const daily = Retention.cycle('daily', 30, { meets: ['OM-RET-01'] });
  const weekly = Retention.cycle('weekly', 12, { meets: ['OM-RET-01'] });
  const monthly = Retention.cycle('monthly', 12, { meets: ['OM-RET-01'] });
  const source = postgres({ major: 15, database: 'reference' });
  const common = { owner: 'manager', alarmsMeet: ['OM-ALERT-11', 'OM-VER-01'] } as const;
  return {
    tiers: [daily, weekly, monthly],
    backups: [
      postgresBackup('database', source, {
        ...common,
        runs: [run(Schedule.daily('02:00', UTC), daily, 'OM-BKP-01', 'OM-ENV-03')],
        objectName: 'reference_backup',
        longestRun: Duration.minutes(60),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(20),
        drills: [
          scheduledDrill('weekly-restore', Schedule.weekly('sunday', '09:00', UTC), {
            title: 'Weekly restore',
            tier: daily,
            overdueAfter: Duration.days(8),
            atMost: Duration.minutes(15),
            meets: ['OM-VER-02'],
          }),
        ],
        runbookSeverity: 'info',
      }),
      fullSystemBackup('full-system', ['database', 'files', 'settings'], {
        ...common,
        store: 'system',
        runs: [
          run(Schedule.weekly('sunday', '03:00', UTC), weekly, 'OM-RET-01'),
          run(Schedule.monthly(1, '04:00', UTC), monthly, 'OM-RET-01'),
        ],
        objectName: 'reference_system',
        longestRun: Duration.hours(2),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(40),
        drills: [
          recordedDrill('monthly-full', {
            title: 'Monthly full restore with function check',
            tier: weekly,
            overdueAfter: Duration.days(35),
            atMost: Duration.hours(2),
            meets: ['OM-VER-03', 'OM-OBJ-01'],
          }),
        ],
      }),
    ],
    archives: [
      walArchive(source, {
        store: 'database',
        owner: 'manager',
        archiveTimeout: Duration.minutes(5),
        uploadTime: Duration.minutes(5),
        fullBackup: Schedule.daily('01:00', UTC),
        keepFullBackups: 30,
        longestRun: Duration.minutes(45),
        // An empty cluster has more.
        minimumSize: megabytes(20),
        expectedSize: gigabytes(20),
        drill: archiveDrill('physical-restore', Schedule.weekly('sunday', '10:00', UTC), {
          title: 'Weekly restore from the archive',
          overdueAfter: Duration.days(8),
          atMost: Duration.minutes(15),
          meets: ['OM-OBJ-01'],
        }),
        lag: { error: Duration.minutes(15), critical: Duration.minutes(45) },
        meets: ['OM-BKP-03', 'OM-OBJ-01'],
        alarmsMeet: common.alarmsMeet,
        lagAlarmsMeet: ['OM-BKP-03'],
      }),
    ],
    // To Google Cloud Storage: the other provider of the same declaration language.
    secondProviderCopy: { tier: weekly, meets: ['OM-BKP-04'] },
    objectives: [
      objective('database', {
        store: 'database',
        rpo: Duration.hours(1),
        rto: Duration.minutes(15),
        restore: {
          by: 'pgBackRest restore of the newest base backup and its WAL',
          size: gigabytes(20),
          bytesPerSecond: megabytes(150),
          provisioning: Duration.minutes(3),
          verification: Duration.minutes(4),
          clientSwitch: Duration.minutes(2),
          measuredBy: { backup: 'database-archive', drill: 'physical-restore' },
        },
        assumed: true,
        meets: ['OM-OBJ-01'],
      }),
      objective('full system', {
        store: 'system',
        rto: Duration.hours(2),
        restore: {
          by: 'restore of the full system backup',
          size: gigabytes(40),
          bytesPerSecond: megabytes(40),
          provisioning: Duration.minutes(20),
          verification: Duration.minutes(30),
          clientSwitch: Duration.minutes(10),
          measuredBy: { backup: 'full-system', drill: 'monthly-full' },
        },
        assumed: true,
        meets: ['OM-OBJ-01'],
      }),
    ],
  };
}

function people(): Pick<ProductDeclaration, 'channels' | 'onCall' | 'incidentClasses' | 'contacts' | 'notices'> {
  const engineer = person('on-call-engineer', 'On-call engineer', { meets: ['OM-CON-01'] });
  const manager = person('manager', 'Manager', { meets: ['OM-CON-01'] });
  const onCall = rota('on-call', 'Reference on-call', { zone: UTC, members: [engineer] });
  const critical = escalation([atMinute(0, [onCall, manager], 'OM-ESC-01', 'OM-CHN-01', 'OM-INC-01'), atMinute(15, [manager])], {
    loops: 3,
    meets: ['OM-ESC-01'],
  });
  const error = escalation([atMinute(0, [onCall]), atMinute(60, [manager])]);
  // A warning opens a low-urgency incident that wakes nobody. PagerDuty keeps those with the first level, which the synth tells; the
  // second level is what the manual asks for (OM-ESC-02).
  const warning = escalation([atMinute(0, [onCall], 'OM-CHN-03'), atMinute(60, [manager], 'OM-ESC-02')], { meets: ['OM-ESC-02'] });
  const team = email('{team_email}', 'OM-CHN-03');
  return {
    channels: [
      channel('critical', 'manager', [
        pagerduty('OM-CHN-01', 'OM-CHN-02'),
        email('{on_call_engineer_email}', 'OM-CHN-01'),
        email('{manager_email}', 'OM-CHN-01'),
      ]),
      channel('error', 'manager', [pagerduty(), slack('#development')]),
      channel('warning', 'manager', [team, slack('#development', 'OM-CHN-03'), pagerduty('OM-ESC-02')]),
      channel('info', 'manager', [email('{team_email}', 'OM-CHN-04')]),
    ],
    onCall: { team: 'Reference', people: [engineer, manager], rotas: [onCall], escalations: { critical, error, warning }, catchAll: 'app' },
    contacts: [contact('development-team', 'Development team', '{team_email}', 'OM-CON-01')],
    notices: [
      notice('stakeholders', '{team_email}', 'at once when the system is down', 'OM-CHN-05'),
      notice('status-page', '{status_page_url}', 'within 15 minutes, then every 30 minutes', 'OM-CHN-05'),
    ],
    incidentClasses: [
      incidentClass('P0', 'critical', {
        response: 'immediate',
        tellWithin: Duration.zero,
        phases: [
          { name: 'first actions when the system is down', bound: '5 min' },
          { name: 'first actions when data is corrupt', bound: '10 min' },
          { name: 'first actions in a security incident', bound: '30 min, latest response 1 h' },
        ],
        causes: ['system down', 'data corrupt', 'breach'],
        meets: ['OM-INC-01', 'OM-INC-02', 'OM-INC-03', 'OM-INC-05'],
      }),
      incidentClass('P1', 'error', {
        response: '1 h',
        tellWithin: Duration.hours(1),
        causes: ['between critical and warning'],
        source: 'assumed',
        meets: ['OM-INC-06'],
      }),
      incidentClass('P2', 'warning', {
        response: '1 h for alerts, 4 h at the latest',
        causes: ['slow'],
        meets: ['OM-INC-04', 'OM-INC-05'],
      }),
      incidentClass('P3', 'info', {
        response: 'next business day',
        causes: ['trends, capacity, backup success'],
        source: 'assumed',
        meets: ['OM-INC-05', 'OM-INC-06'],
      }),
    ],
  };
}

function monitoring(): Pick<ProductDeclaration, 'dashboards' | 'baseline'> {
  const app = { component: 'app' } as const;
  const store = { component: 'database' } as const;
  const servers = host.up({ ...app, meets: ['OM-MET-01'] });
  // A server answers its monitoring while the application on it is dead: the page follows the probe.
  const outage = outside.failingRegions({
    ...app,
    probe: 'home',
    title: 'Regions that cannot reach the application',
    tiers: { critical: above(1).forAssumed(Duration.minutes(1)).meets('OM-ALERT-01') },
  });
  const responseTime = http.latency({
    ...app,
    unit: 'seconds',
    tiers: {
      warning: [
        above(2).forAssumed(Duration.minutes(30)).meets('OM-ALERT-10'),
        above(5).forAssumed(Duration.minutes(10)).meets('OM-ALERT-05'),
      ],
    },
    meets: ['OM-MET-02'],
  });
  const criticalErrors = http.criticalOperationErrorRatio({
    ...app,
    routes: ['/api/orders', '/api/payments', '/api/login'],
    targets: [percent(1)],
    tiers: { critical: above(percent(5)).forAssumed(Duration.minutes(5)).meets('OM-ALERT-03') },
    meets: ['OM-MET-03'],
  });
  const connections = database.connectionUse({
    ...store,
    tiers: { warning: above(percent(80)).forAssumed(Duration.minutes(10)).meets('OM-ALERT-10') },
    meets: ['OM-MET-04'],
  });
  // Three figures of the manual for one disk: add storage at 70 %, red at 80 %, warning at 90 %.
  const disk = host.disk({
    ...app,
    tiers: {
      info: above(percent(70)).forAssumed(Duration.hours(1)).meets('OM-CAP-03', 'OM-ALERT-09'),
      warning: [
        above(percent(80)).forAssumed(Duration.minutes(5)).meets('OM-ALERT-09'),
        above(percent(90)).forAssumed(Duration.minutes(5)).meets('OM-ALERT-07', 'OM-ALERT-09'),
      ],
    },
    meets: ['OM-MET-05'],
  });
  const lastBackups = { ...store, targets: [Duration.hours(1).seconds, Duration.hours(24).seconds], meets: ['OM-MET-06'] };
  const backups = [
    backup.ageOverview(lastBackups),
    backup.sizeOverview({ ...store, meets: ['OM-MET-06'] }),
    backup.durationOverview({ ...store, meets: ['OM-MET-06'] }),
  ];
  return {
    dashboards: [
      dashboard(
        'status',
        'System status',
        [row('One look', servers, responseTime, criticalErrors, connections, disk), row('Backups', ...backups)],
        { links: [{ title: 'Status page', url: '{status_page_url}' }], meets: ['OM-DASH-01'] },
      ),
      dashboard('overview', 'Reference overview', [
        row(
          'Service',
          outage,
          servers,
          responseTime,
          criticalErrors,
          http.errorRatio({ ...app, tiers: { warning: above(percent(1)).forAssumed(Duration.minutes(10)).meets('OM-ALERT-06') } }),
        ),
        row(
          'Trends',
          http.latencyByWeek({ ...app, unit: 'seconds', meets: ['OM-MET-07'] }),
          http.latencyVersusLastWeek({ ...app, tiers: { info: above(1.2).forAssumed(Duration.hours(1)).meets('OM-MET-09') } }),
          http.errorClasses({ ...app, meets: ['OM-MET-07'] }),
          database.slowQueryCount({ ...store, slowerThan: Duration.seconds(1), meets: ['OM-MET-07'] }),
        ),
        row(
          'Integrity and security',
          business.integrityCheckFailed({ ...store, tiers: { critical: above(0).meets('OM-INC-02') } }),
          security.breach({ ...app, tiers: { critical: above(0).meets('OM-ALERT-04') } }),
        ),
      ]),
      dashboard('infrastructure', 'Reference infrastructure', [
        row(
          'Servers',
          disk,
          host.daysUntilFull({ ...app, tiers: { info: below(30).forAssumed(Duration.hours(1)).meets('OM-MET-09') }, meets: ['OM-MET-05'] }),
          host.memory({ ...app, tiers: { warning: above(percent(90)).forAssumed(Duration.minutes(5)).meets('OM-ALERT-08') } }),
          host.cpu({ ...app, tiers: { info: above(percent(70)).forAssumed(Duration.minutes(30)).meets('OM-CAP-02') } }),
        ),
      ]),
      dashboard('database', 'Reference database', [
        row(
          'PostgreSQL',
          connections,
          database.unreachable({ ...store, tiers: { critical: above(0).forAssumed(Duration.minutes(1)).meets('OM-ALERT-02') } }),
          database.slowQueries(store),
          database.cacheHitRatio(store),
        ),
      ]),
      dashboard('backups', 'Backups', [
        row('Last success, size and duration', ...backups),
        row('Drills', backup.drillDurationOverview({ ...store, targets: [Duration.minutes(15).seconds], meets: ['OM-VER-02'] })),
      ]),
      dashboard('capacity', 'Reference capacity', [
        row(
          'Growth',
          business.monthlyGrowth({ ...app, of: 'registrations', meets: ['OM-MET-08'] }),
          business.monthlyDatabaseGrowth({ ...store, meets: ['OM-MET-08'] }),
          business.monthlyGrowth({ ...app, of: 'requests', meets: ['OM-MET-08'] }),
          business.monthlyGrowth({ ...app, of: 'pageViews', meets: ['OM-MET-08'] }),
          business.monthlyGrowth({ ...app, of: 'featureUses', meets: ['OM-MET-08'] }),
        ),
        row(
          'Limits',
          database.utilisation({
            ...store,
            storage: gigabytes(100),
            tiers: { info: above(percent(80)).forAssumed(Duration.minutes(15)).meets('OM-CAP-01') },
          }),
          host.network({ ...app, unit: 'bitsPerSecond', meets: ['OM-CAP-04'] }),
        ),
      ]),
      dashboard('vendors', 'Vendors', [
        row(
          'Providers',
          vendor.availability({ component: 'vendors', vendor: 'cloud', targets: [percent(99.9)], meets: ['OM-VND-01'] }),
          vendor.statusPage({
            component: 'vendors',
            tiers: { info: above(1).forAssumed(Duration.minutes(10)).meets('OM-VND-03') },
            meets: ['OM-VND-03'],
          }),
        ),
      ]),
    ],
    baseline: {
      defines: ['OM-ALERT-01', 'OM-ALERT-02', 'OM-ALERT-03', 'OM-ALERT-04', 'OM-ALERT-05', 'OM-ALERT-06', 'OM-ALERT-07', 'OM-ALERT-08'],
    },
  };
}
