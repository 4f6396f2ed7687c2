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
  fullSystemBackup,
  incidentClass,
  input,
  maintenanceWindow,
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
} from '../model/vocabulary';
import {
  backup,
  business,
  certificate,
  postgres as database,
  dependency,
  host,
  http,
  kubernetes,
  logs,
  probe as outside,
  redis,
  security,
} from '../signals';
import { mobileMatrixRunbook } from './runbooks/mobile-matrix';

/** Mobile Matrix: Node.js on Kubernetes, PostgreSQL and Redis, an external AI service, backups on S3 (runbook lines under MM-). */
export const mobileMatrix = product('mobile-matrix', () => ({
  title: 'Mobile Matrix',
  cloud: 'aws',
  zone: UTC,
  owner: 'engineering-manager',
  dataClass: 'personal',
  environments: ['production', 'staging'],
  inputs: [
    input('domain', 'host', 'domain of the environment', 'MM-ENV-04'),
    // The runbook's address belongs to somebody else; only the real provider's own may be probed (MM-TOP-02).
    input('ai_health_host', 'host', 'host name of the health endpoint of the AI service', 'MM-TOP-02'),
    input('ai_health_path', 'path', 'path of the health endpoint of the AI service', 'MM-TOP-02'),
  ],
  components: [
    component('app', 'Application', 'MM-TOP-01'),
    component('database', 'PostgreSQL', 'MM-TOP-01'),
    component('redis', 'Redis', 'MM-TOP-01'),
  ],
  stores: [
    store('database', 'PostgreSQL'),
    store('system', 'Database, volumes, manifests and image digests'),
    store('redis', 'Redis', { disposable: 'a cache that fills itself again' }),
  ],
  probes: [
    // Half a minute, so that an alert after one minute has seen at least two failures.
    probe('health', { component: 'app', host: '{domain}', path: '/api/health', interval: Duration.seconds(30), meets: ['MM-MET-01'] }),
    probe('ai', { component: 'app', host: '{ai_health_host}', path: '{ai_health_path}', meets: ['MM-TOP-01', 'MM-TOP-02'] }),
  ],
  ...monitoring(),
  ...backups(),
  ...people(),
  runbook: mobileMatrixRunbook,
  maintenance: [
    maintenanceWindow('weekly', {
      title: 'Weekly maintenance, Sunday 02:00 to 04:00',
      weekday: 'sunday',
      from: '02:00',
      duration: Duration.hours(2),
      zone: UTC,
      meets: ['MM-MNT-01', 'MM-MNT-02'],
    }),
  ],
  meets: {
    environments: ['MM-ENV-01', 'MM-ENV-02'],
    store: ['MM-BKP-04', 'MM-BKP-05', 'MM-RET-01'],
    encryption: ['MM-ENC-01'],
    copies: ['OM-BKP-02'],
    schedules: ['MM-ENV-03'],
    paging: ['MM-CHN-04', 'MM-INC-01'],
    monitoring: ['MM-TOP-03', 'MM-ALERT-13', 'MM-DASH-05', 'MM-ENV-01'],
  },
}));

function backups(): Pick<ProductDeclaration, 'tiers' | 'backups' | 'objectives'> {
  const daily = Retention.cycle('daily', 30, { meets: ['MM-RET-01'] });
  const weekly = Retention.cycle('weekly', 12, { meets: ['MM-RET-01', 'MM-BKP-03'] });
  const monthly = Retention.cycle('monthly', 12, {
    coldStorage: { after: Duration.days(30), storageClass: 'GLACIER_IR' },
    meets: ['MM-RET-01', 'MM-BKP-03'],
  });
  const manual = Retention.tier('manual', Duration.days(30));
  const phones = [rowsIn('phones', 1, 'MM-VER-02')];
  const fullDrill = recordedDrill('monthly-full', {
    title: 'Monthly drill of the full system backup',
    tier: weekly,
    overdueAfter: Duration.days(35),
    atMost: Duration.hours(4),
    checks: phones,
    meets: ['MM-VER-03', 'MM-OBJ-02'],
  });
  const common = {
    owner: 'engineering-manager',
    failedAlarmMeets: ['MM-ALERT-11'],
    runbookSeverity: 'P2',
    alarmsMeet: ['MM-ALERT-12', 'OM-ALERT-11', 'OM-VER-01'],
  } as const;
  return {
    tiers: [daily, weekly, monthly, manual],
    backups: [
      postgresBackup('database', postgres({ major: 15, database: 'mobile_matrix' }), {
        ...common,
        runs: [run(Schedule.daily('02:00', UTC), daily, 'MM-BKP-01'), run(Schedule.daily('14:00', UTC), daily, 'MM-OBJ-01')],
        onDemand: manual,
        objectName: 'mobile_matrix_backup',
        longestRun: Duration.minutes(60),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(20),
        carriesRpo: true,
        drills: [
          scheduledDrill('weekly-restore', Schedule.weekly('sunday', '06:00', UTC), {
            title: 'Weekly restore',
            tier: daily,
            overdueAfter: Duration.days(8),
            atMost: Duration.hours(1),
            checks: phones,
            meets: ['MM-VER-01', 'MM-VER-02', 'MM-OBJ-02'],
          }),
        ],
        meets: ['MM-BKP-04', 'MM-BKP-05'],
      }),
      fullSystemBackup('full-system', ['database', 'volumes', 'manifests', 'image digests'], {
        ...common,
        store: 'system',
        runs: [
          run(Schedule.weekly('sunday', '03:00', UTC), weekly, 'MM-BKP-02'),
          run(Schedule.monthly(1, '05:00', UTC), monthly, 'MM-BKP-03'),
        ],
        onDemand: manual,
        objectName: 'mobile_matrix_system',
        longestRun: Duration.hours(2),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(40),
        drills: [fullDrill],
      }),
    ],
    objectives: [
      objective('database', {
        store: 'database',
        rpo: Duration.hours(24),
        rto: Duration.hours(1),
        restore: {
          by: 'pg_restore of the newest verified dump',
          size: gigabytes(20),
          bytesPerSecond: megabytes(40),
          provisioning: Duration.minutes(5),
          verification: Duration.minutes(10),
          clientSwitch: Duration.minutes(5),
          measuredBy: { backup: 'database', drill: 'weekly-restore' },
        },
        assumed: true,
        meets: ['MM-OBJ-01', 'MM-OBJ-02'],
      }),
      objective('full system', {
        store: 'system',
        rto: Duration.hours(4),
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
        meets: ['MM-OBJ-02'],
      }),
    ],
  };
}

function people(): Pick<ProductDeclaration, 'channels' | 'onCall' | 'incidentClasses' | 'contacts' | 'notices'> {
  const engineer = person('on-call-engineer', 'On-call engineer', { meets: ['MM-CON-01'] });
  const senior = person('senior-engineer', 'Senior engineer', { meets: ['MM-CON-01'] });
  const manager = person('engineering-manager', 'Engineering manager', { meets: ['MM-CON-01'] });
  const cto = person('cto', 'CTO', { meets: ['MM-CON-01'] });
  const onCall = rota('on-call', 'Mobile Matrix on-call', { zone: UTC, members: [engineer], meets: ['MM-CHN-04'] });
  const chain = escalation(
    [atMinute(0, [onCall], 'MM-INC-01'), atMinute(10, [senior], 'MM-ESC-01'), atMinute(30, [manager]), atMinute(60, [cto])],
    { meets: ['MM-ESC-02', 'MM-ESC-01'] },
  );
  const alerts = slack('#mobile-matrix-alerts', 'MM-CHN-01');
  const operations = email('ops@{domain}', 'MM-CHN-02');
  return {
    channels: [
      channel('critical', 'engineering-manager', [pagerduty('MM-CHN-04'), alerts]),
      channel('error', 'engineering-manager', [pagerduty('MM-CHN-04'), alerts]),
      channel('warning', 'engineering-manager', [alerts, operations]),
      channel('info', 'engineering-manager', [operations]),
    ],
    onCall: {
      team: 'Mobile Matrix',
      people: [engineer, senior, manager, cto],
      rotas: [onCall],
      escalations: { critical: chain, error: chain },
      catchAll: 'app',
    },
    contacts: [contact('hotline', 'Emergency hotline', undefined, 'MM-CON-01')],
    notices: [
      notice('incident', '#inc-<id>', 'opened in minutes 5 to 15 of an incident', 'MM-CHN-03'),
      notice('status-page', 'https://status.{domain}', 'every 15 minutes while an incident lasts', 'MM-CHN-03'),
    ],
    incidentClasses: [
      incidentClass('P0', 'critical', {
        response: 'acknowledged within 5 min',
        tellWithin: Duration.minutes(5),
        phases: [
          { name: 'detect', bound: '0-5 min' },
          { name: 'respond, an incident commander is named', bound: '5-15 min' },
          { name: 'mitigate', bound: '15-60 min' },
          { name: 'resolve', bound: '1-4 h' },
          { name: 'post-mortem', bound: '24-48 h' },
        ],
        causes: ['complete outage'],
        // Line 220 gives the first phase, which asks for the acknowledgement, and no response time of its own.
        source: 'assumed',
        meets: ['MM-INC-01', 'MM-INC-02', 'MM-INC-03'],
      }),
      incidentClass('P1', 'error', {
        response: '1 h',
        tellWithin: Duration.hours(1),
        causes: ['major function lost'],
        source: 'inherited',
        meets: ['MM-INC-01', 'MM-INC-02'],
      }),
      incidentClass('P2', 'warning', {
        response: '4 h',
        causes: ['minor function lost'],
        source: 'inherited',
        meets: ['MM-INC-01', 'MM-INC-02'],
      }),
      incidentClass('P3', 'info', {
        response: 'next business day',
        causes: ['cosmetic'],
        source: 'inherited',
        meets: ['MM-INC-01', 'MM-INC-02'],
      }),
    ],
  };
}

function monitoring(): Pick<ProductDeclaration, 'dashboards' | 'baseline' | 'slos'> {
  // Production runs on Kubernetes in a namespace of its own (MM-ENV-01).
  const matchers = { namespace: 'mobile-matrix' };
  const app = { component: 'app', matchers } as const;
  const store = { component: 'database', matchers } as const;
  return {
    dashboards: [
      dashboard(
        'main',
        'Main Dashboard',
        [
          row(
            'Reachability',
            outside.failingRegions({
              component: 'app',
              probe: 'health',
              title: 'Regions that cannot reach /api/health',
              tiers: { critical: above(1).for(Duration.minutes(1)).meets('MM-ALERT-01').called('P0') },
            }),
            certificate.daysLeft({
              component: 'app',
              probe: 'health',
              tiers: {
                info: below(30).forAssumed(Duration.hours(1)).meets('MM-ALERT-10').called('P2'),
                error: below(7).forAssumed(Duration.hours(1)).meets('MM-ALERT-10'),
              },
            }),
          ),
          row(
            'Business',
            business.featureUses({ ...app, feature: 'comparison', title: 'Phone comparisons per hour', meets: ['MM-MET-10'] }),
            business.sessions({ ...app, title: 'Sessions per hour', meets: ['MM-MET-10'] }),
          ),
          row(
            'AI service',
            dependency.latency({ ...app, dependency: 'ai', title: 'AI service response time, p95', meets: ['MM-MET-11'] }),
            dependency.errorRatio({ ...app, dependency: 'ai', title: 'AI service errors', meets: ['MM-MET-11'] }),
            outside.failingRegions({ component: 'app', probe: 'ai', title: 'Regions that cannot reach the AI service' }),
          ),
        ],
        { uid: 'mobile-matrix', links: [{ title: 'Status page', url: 'https://status.{domain}' }], meets: ['MM-DASH-01', 'MM-DASH-05'] },
      ),
      dashboard(
        'infrastructure',
        'Infrastructure',
        [
          row(
            'Servers',
            host.cpu({
              component: 'app',
              targets: [percent(80)],
              tiers: { warning: above(percent(90)).for(Duration.minutes(10)).meets('MM-ALERT-06').called('P1') },
              meets: ['MM-MET-06'],
            }),
            host.memory({
              component: 'app',
              targets: [percent(85)],
              tiers: { warning: above(percent(95)).for(Duration.minutes(5)).meets('MM-ALERT-07').called('P1') },
              meets: ['MM-MET-07'],
            }),
            host.disk({
              component: 'app',
              mountpoints: ['/', '/var', '/tmp'],
              // The runbook stops at an info alert; a full disk would page nobody.
              tiers: {
                info: above(percent(85)).forAssumed(Duration.minutes(10)).meets('MM-ALERT-08').called('P2'),
                warning: above(percent(90)).forAssumed(Duration.minutes(5)).meets('MM-ALERT-09', 'OM-ALERT-07'),
                critical: above(percent(95)).forAssumed(Duration.minutes(2)).meets('MM-ALERT-09'),
              },
              meets: ['MM-MET-08'],
            }),
            host.network({ component: 'app', meets: ['MM-MET-09'] }),
          ),
          row('Pods', kubernetes.cpu(app), kubernetes.memory(app), kubernetes.restarts(app), kubernetes.missingReplicas(app)),
        ],
        { uid: 'infrastructure', meets: ['MM-DASH-02', 'MM-DASH-05'] },
      ),
      dashboard(
        'application',
        'Application',
        [
          row(
            'Requests',
            http.latency({
              ...app,
              unit: 'seconds',
              targets: [2],
              tiers: { warning: above(5).for(Duration.minutes(5)).meets('MM-ALERT-04').called('P1') },
              meets: ['MM-MET-02'],
            }),
            http.errorRatio({
              ...app,
              targets: [percent(1)],
              tiers: {
                warning: above(percent(5)).for(Duration.minutes(5)).meets('MM-ALERT-05').called('P1'),
                critical: above(percent(10)).for(Duration.minutes(2)).meets('MM-ALERT-03').called('P0'),
              },
              meets: ['MM-MET-03'],
            }),
            http.requestRate({ ...app, meets: ['MM-MET-04'] }),
          ),
          row(
            'Security',
            security.breach({ component: 'app', tiers: { critical: above(0).meets('OM-ALERT-04') } }),
            security.failedLoginCount({ ...app, dataSource: 'loki', meets: ['MM-MET-14'] }),
            logs.statusCounts({ ...app, status: '403|404|500', meets: ['MM-MET-14'] }),
            logs.statusCountsByPath({ ...app, status: '403|404|500', meets: ['MM-MET-14'] }),
          ),
        ],
        { uid: 'application', meets: ['MM-DASH-03', 'MM-DASH-05'] },
      ),
      dashboard(
        'database',
        'Database',
        [
          row(
            'PostgreSQL',
            database.up({ ...store, tiers: { critical: below(1).for(Duration.minutes(1)).meets('MM-ALERT-02').called('P0') } }),
            database.slowQueries({ ...store, meets: ['MM-MET-12'] }),
            database.tableActivity({ ...store, meets: ['MM-MET-12'] }),
            database.indexScans({ ...store, meets: ['MM-MET-12'] }),
          ),
          row('Redis', redis.hitRatio({ component: 'redis', matchers, meets: ['MM-MET-13'] }), redis.up({ component: 'redis', matchers })),
          row('Restores', backup.drillRowsOverview({ component: 'database', backup: 'database', meets: ['MM-VER-02'] })),
        ],
        { uid: 'database', meets: ['MM-DASH-04', 'MM-DASH-05'] },
      ),
    ],
    // Planned work counts as downtime: the two-hour window alone would spend the budget of twelve weeks (MM-MNT-04).
    slos: [
      {
        name: 'availability',
        title: 'Availability, 99.9 % over 30 days',
        component: 'app',
        objective: 0.999,
        probe: 'health',
        meets: ['MM-MET-05', 'MM-MNT-04'],
      },
    ],
    baseline: {
      overridden: {
        'OM-ALERT-01': { by: ['MM-ALERT-01'] },
        'OM-ALERT-02': { by: ['MM-ALERT-02'] },
        'OM-ALERT-03': { by: ['MM-ALERT-03'] },
        'OM-ALERT-05': { by: ['MM-ALERT-04'] },
        'OM-ALERT-06': { by: ['MM-ALERT-05'] },
        'OM-ALERT-08': { by: ['MM-ALERT-07'] },
      },
    },
  };
}
