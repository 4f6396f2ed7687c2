import { gigabytes, kilobytes, megabytes } from '../model/bytes';
import { Duration } from '../model/duration';
import { type ProductDeclaration, product } from '../model/product';
import { Retention } from '../model/retention';
import { Schedule } from '../model/schedule';
import { above, below, percent, type Threshold } from '../model/signal';
import { UTC } from '../model/time-zone';
import {
  answers,
  answersTo,
  archiveDrill,
  atMinute,
  channel,
  component,
  configurationBackup,
  contact,
  dashboard,
  email,
  escalation,
  filesBackup,
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
  vendor,
  walArchive,
} from '../model/vocabulary';
import {
  monitoring as alerting,
  backup,
  certificate,
  container,
  postgres as database,
  host,
  http,
  logs,
  probe as outside,
  redis,
  security,
} from '../signals';
import { allodocRunbook } from './runbooks/allodoc';

/** The runbook names no zone for any of its times (AD-ENV-02). */
const zone = UTC;

/** AlloDoc Medical Management System: Docker, PostgreSQL with a continuous archive, Redis, backups on S3 (runbook lines under AD-). */
export const allodoc = product('allodoc', () => ({
  title: 'AlloDoc',
  cloud: 'aws',
  zone,
  owner: 'engineering-manager',
  dataClass: 'health',
  environments: ['production', 'staging', 'development'],
  inputs: [
    input('app_host', 'host', 'host name of the frontend', 'AD-TOP-02'),
    input('backend_host', 'host', 'host name under which probers reach the backend', 'AD-MET-10'),
  ],
  components: [
    component('frontend', 'Nginx and Angular', 'AD-TOP-01'),
    component('backend', 'NestJS', 'AD-TOP-01'),
    component('postgres', 'PostgreSQL', 'AD-TOP-01'),
    component('redis', 'Redis', 'AD-TOP-01'),
  ],
  stores: [
    store('database', 'PostgreSQL', { component: 'postgres' }),
    store('files', 'Application files'),
    store('configuration', 'Compose file and settings'),
    store('system', 'Database, files, volumes, compose file and image digests'),
    store('redis', 'Redis', { disposable: 'a cache that fills itself again' }),
  ],
  waivers: [
    {
      rule: 'pages-more-than-once',
      where: 'allodoc / production / database down',
      reason:
        'Errors above 5 % are told at once and the database after a minute, as the source asks: the first page is the sooner one, the second names the cause',
      owner: 'engineering-manager',
      expires: '2027-11-30',
    },
  ],
  resources: { services: inventory, meets: ['AD-CAP-01'] },
  // PostgreSQL listens on 5433 from outside of its container. Rules of Grafana take the place of AlertManager (AD-TOP-03).
  ports: [
    { service: 'Nginx', ports: [80, 443], meets: ['AD-TOP-01', 'AD-TOP-02'] },
    { service: 'NestJS', ports: [3000], meets: ['AD-TOP-01'] },
    { service: 'PostgreSQL', ports: [5433], meets: ['AD-TOP-01'] },
    { service: 'Redis', ports: [6379], meets: ['AD-TOP-01'] },
    { service: 'Prometheus', ports: [9090], meets: ['AD-TOP-01'] },
    { service: 'Grafana', ports: [3001], meets: ['AD-TOP-01'] },
  ],
  probes: [
    probe('frontend', { component: 'frontend', host: '{app_host}', path: '/', meets: ['AD-TOP-02'] }),
    probe('backend', {
      component: 'backend',
      host: '{backend_host}',
      path: '/health',
      port: 3000,
      tls: false,
      meets: ['AD-MET-10', 'AD-TOP-01'],
    }),
  ],
  ...monitoring(),
  ...backups(),
  ...people(),
  runbook: allodocRunbook,
  maintenance: [
    maintenanceWindow('weekly', {
      title: 'Weekly maintenance, Sunday 02:00 to 04:00',
      weekday: 'sunday',
      from: '02:00',
      duration: Duration.hours(2),
      zone,
      meets: ['AD-MNT-01', 'AD-MNT-04'],
    }),
    maintenanceWindow('monthly', {
      title: 'Monthly maintenance, first Sunday 02:00 to 06:00',
      weekday: 'sunday',
      from: '02:00',
      duration: Duration.hours(4),
      zone,
      firstOfMonth: true,
      meets: ['AD-MNT-02', 'AD-MNT-04'],
    }),
  ],
  vendors: [
    vendor(
      'AWS support',
      { 'How to reach them': undefined, When: 'backups, volumes or the region do not answer' },
      { meets: ['AD-VND-01'] },
    ),
    vendor(
      'Database consultant',
      { 'How to reach them': undefined, When: 'a restore fails, or `dba@allodoc.com` cannot be reached' },
      { meets: ['AD-VND-01'] },
    ),
    vendor(
      'Security consultant',
      { 'How to reach them': undefined, When: 'a breach, on the word of `security@allodoc.com`' },
      { meets: ['AD-VND-01'] },
    ),
  ],
  // The runbook names no regulation; medical records make these two apply (AD-CMP-01).
  compliance: {
    answers: [
      answersTo(
        'hipaa',
        ['data-backup-plan', 'disaster-recovery-plan', 'restore-test', 'backup-encryption', 'access-control', 'audit-log', 'breach-notice'],
        'AD-CMP-01',
      ),
      answersTo('gdpr', ['data-backup-plan', 'restore-test', 'backup-encryption', 'access-control', 'breach-notice'], 'AD-CMP-01'),
    ],
  },
  meets: {
    environments: ['AD-ENV-01'],
    store: ['AD-BKP-05', 'AD-BKP-07', 'AD-RET-01'],
    encryption: ['AD-ENC-01'],
    copies: ['OM-BKP-02'],
    schedules: ['AD-ENV-02'],
    paging: ['AD-CHN-01', 'AD-CHN-02'],
    monitoring: ['AD-TOP-03', 'AD-TOP-04', 'AD-INC-06'],
  },
}));

function backups(): Pick<ProductDeclaration, 'tiers' | 'backups' | 'archives' | 'objectives'> {
  const daily = Retention.cycle('daily', 30, { meets: ['AD-RET-01'] });
  const weekly = Retention.cycle('weekly', 12, { meets: ['AD-RET-02'] });
  const monthly = Retention.cycle('monthly', 12, { meets: ['AD-RET-03'] });
  const files = Retention.tier('files', Duration.days(30), { meets: ['AD-RET-01'] });
  const config = Retention.tier('config', Duration.days(84), { meets: ['AD-RET-02'] });
  const manual = Retention.tier('manual', Duration.days(30), { meets: ['AD-BKP-06'] });
  const logs = Retention.tier('logs', Duration.days(30), { meets: ['AD-RTN-06'] });

  // The container publishes 5433 to the host.
  const source = postgres({ major: 15, port: 5433, database: 'allodoc_prod' });
  const medicalRecords = [rowsIn('patients', 1, 'AD-VER-03'), rowsIn('consultations', 1, 'AD-VER-03'), answers('/health', 'AD-VER-03')];
  const fullDrill = recordedDrill('monthly-full', {
    title: 'Monthly drill of the full system backup',
    tier: weekly,
    overdueAfter: Duration.days(35),
    atMost: Duration.hours(1),
    checks: medicalRecords,
    meets: ['AD-VER-04', 'AD-OBJ-03'],
  });
  const partialDrill = recordedDrill('partial', {
    title: 'Recovery of single tables, timed',
    tier: daily,
    overdueAfter: Duration.days(35),
    atMost: Duration.minutes(15),
    checks: medicalRecords,
    meets: ['AD-OBJ-04'],
  });
  const common = {
    owner: 'engineering-manager',
    failedAlarmMeets: ['AD-ALERT-08'],
    runbookSeverity: 'standard',
    alarmsMeet: ['AD-ALERT-13', 'OM-ALERT-11', 'OM-VER-01'],
  } as const;
  return {
    tiers: [daily, weekly, monthly, files, config, manual, logs],
    backups: [
      postgresBackup('database', source, {
        ...common,
        runs: [run(Schedule.daily('02:00', zone), daily, 'AD-BKP-01', 'AD-VER-01')],
        onDemand: manual,
        objectName: 'backup_production',
        longestRun: Duration.minutes(90),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(100),
        drills: [
          scheduledDrill('weekly-restore', Schedule.weekly('monday', '18:00', zone), {
            title: 'Weekly restore, Monday evening',
            tier: daily,
            overdueAfter: Duration.days(8),
            // The dump is the second way: the recovery time is promised, and measured, for the physical restore.
            atMost: Duration.minutes(90),
            checks: medicalRecords,
            meets: ['AD-VER-02', 'AD-VER-03'],
          }),
          partialDrill,
        ],
        meets: ['AD-BKP-05', 'AD-BKP-06', 'AD-BKP-07', 'AD-TOP-01'],
      }),
      filesBackup('files', ['files'], {
        ...common,
        title: 'Application files',
        runs: [run(Schedule.daily('03:00', zone), files, 'AD-BKP-02')],
        onDemand: manual,
        objectName: 'files_production',
        longestRun: Duration.minutes(60),
        minimumSize: kilobytes(1),
        expectedSize: gigabytes(50),
        drills: [fullDrill],
      }),
      configurationBackup('configuration', ['compose file', 'environment files without secrets', 'nginx settings'], {
        ...common,
        runs: [run(Schedule.weekly('sunday', '06:30', zone), config, 'AD-BKP-03')],
        onDemand: manual,
        objectName: 'config_production',
        longestRun: Duration.minutes(10),
        minimumSize: 100,
        expectedSize: megabytes(10),
        drills: [fullDrill],
      }),
      // The rotation deletes logs older than 30 days only after they are verified here (AD-RTN-06).
      filesBackup('logs', ['archived logs'], {
        ...common,
        title: 'Archived logs',
        store: 'files',
        runs: [run(Schedule.daily('03:30', zone), logs, 'AD-RTN-06')],
        objectName: 'logs_production',
        longestRun: Duration.minutes(30),
        minimumSize: 100,
        expectedSize: gigabytes(5),
        drills: [fullDrill],
      }),
      fullSystemBackup('full-system', ['database', 'files', 'volumes', 'compose file', 'image digests', 'archived logs'], {
        ...common,
        store: 'system',
        runs: [
          run(Schedule.weekly('sunday', '07:00', zone), weekly, 'AD-BKP-04'),
          run(Schedule.monthly(1, '08:00', zone), monthly, 'AD-RET-03'),
        ],
        onDemand: manual,
        objectName: 'system_production',
        longestRun: Duration.hours(3),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(150),
        drills: [fullDrill],
      }),
    ],
    archives: [
      walArchive(source, {
        store: 'database',
        owner: 'engineering-manager',
        archiveTimeout: Duration.minutes(5),
        uploadTime: Duration.minutes(5),
        fullBackup: Schedule.daily('01:00', zone),
        keepFullBackups: 30,
        longestRun: Duration.minutes(60),
        // An empty cluster has more.
        minimumSize: megabytes(20),
        expectedSize: gigabytes(100),
        drill: archiveDrill('physical-restore', Schedule.weekly('monday', '20:00', zone), {
          title: 'Weekly restore from the archive, Monday evening',
          overdueAfter: Duration.days(8),
          atMost: Duration.minutes(30),
          warnAbove: Duration.minutes(24),
          checks: medicalRecords,
          meets: ['AD-OBJ-01', 'AD-OBJ-02'],
        }),
        // In containers: the generated steps are for a server on its host.
        restoreSection: 'database-restore',
        lag: { error: Duration.minutes(15), critical: Duration.minutes(45) },
        meets: ['AD-BKP-08', 'AD-OBJ-05', 'AD-OBJ-06'],
        alarmsMeet: common.alarmsMeet,
        lagAlarmsMeet: ['AD-ALERT-13', 'AD-OBJ-06'],
      }),
    ],
    objectives: [
      objective('database', {
        store: 'database',
        rpo: Duration.hours(24),
        rto: Duration.minutes(30),
        // The safety copy before it is a volume snapshot, which takes seconds; a logical restore alone would need 42 min.
        restore: {
          by: 'pgBackRest restore of the newest base backup and its WAL',
          size: gigabytes(100),
          bytesPerSecond: megabytes(150),
          provisioning: Duration.minutes(5),
          verification: Duration.minutes(5),
          clientSwitch: Duration.minutes(5),
          measuredBy: { backup: 'database-archive', drill: 'physical-restore' },
        },
        meets: ['AD-OBJ-01', 'AD-OBJ-02', 'AD-OBJ-05'],
      }),
      objective('critical data', { store: 'database', rpo: Duration.hours(1), meets: ['AD-OBJ-06'] }),
      objective('application', {
        store: 'system',
        rto: Duration.hours(1),
        restore: {
          by: 'physical restore of the database beside the restore of files and volumes',
          size: gigabytes(150),
          bytesPerSecond: megabytes(150),
          provisioning: Duration.minutes(10),
          verification: Duration.minutes(15),
          clientSwitch: Duration.minutes(5),
          measuredBy: { backup: 'full-system', drill: 'monthly-full' },
        },
        meets: ['AD-OBJ-03'],
      }),
      objective('partial', { rto: Duration.minutes(15), meets: ['AD-OBJ-04'] }),
    ],
  };
}

function people(): Pick<ProductDeclaration, 'channels' | 'onCall' | 'incidentClasses' | 'contacts' | 'notices'> {
  const devops = person('devops', 'DevOps team', { email: 'devops@allodoc.com', meets: ['AD-CON-01'] });
  const developer = person('senior-developer', 'Senior developer');
  const manager = person('engineering-manager', 'Engineering manager', { email: 'manager@allodoc.com', meets: ['AD-CON-01'] });
  const primary = rota('primary', 'AlloDoc primary', { zone, members: [devops], meets: ['AD-ESC-01'] });
  const secondary = rota('secondary', 'AlloDoc secondary, business hours', {
    zone,
    members: [developer],
    hours: { days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], from: '09:00', to: '18:00' },
    meets: ['AD-ESC-02'],
  });
  // Nobody is on the second level at night, so the manager follows after 15 minutes at the latest.
  const critical = escalation(
    [atMinute(0, [primary, manager], 'AD-INC-01'), atMinute(5, [secondary], 'AD-INC-05'), atMinute(15, [manager], 'AD-ESC-02')],
    { meets: ['AD-ESC-03', 'AD-INC-05'] },
  );
  const error = escalation(
    [atMinute(0, [primary], 'AD-INC-02'), atMinute(5, [secondary]), atMinute(15, [manager], 'AD-ESC-02', 'AD-INC-02')],
    { meets: ['AD-ESC-03', 'AD-INC-02'] },
  );
  const alerts = slack('#allodoc-alerts', 'AD-CHN-03');
  const operations = email('ops@allodoc.com', 'AD-CHN-03');
  return {
    channels: [
      channel('critical', 'engineering-manager', [pagerduty('AD-CHN-01', 'AD-CHN-02')]),
      channel('error', 'engineering-manager', [pagerduty('AD-CHN-01'), slack('#allodoc-alerts', 'AD-ALERT-08')]),
      // No pager: a warning waits for support hours (AD-INC-03).
      channel('warning', 'engineering-manager', [alerts, operations], 'AD-INC-03'),
      channel('info', 'engineering-manager', [slack('#allodoc-ops', 'AD-CHN-04')]),
      channel('stakeholders', 'engineering-manager', [email('ops@allodoc.com', 'AD-ALERT-11'), slack('#allodoc-ops', 'AD-ALERT-11')]),
    ],
    onCall: {
      team: 'AlloDoc',
      people: [devops, developer, manager],
      rotas: [primary, secondary],
      escalations: { critical, error },
      catchAll: 'backend',
    },
    contacts: [
      contact('dba', 'Database administrator', 'dba@allodoc.com', 'AD-CON-02'),
      contact('security', 'Security team', 'security@allodoc.com', 'AD-CON-02'),
    ],
    notices: [
      notice('operations', '#allodoc-ops', 'at each step of an incident', 'AD-CHN-05'),
      notice(
        'status-page',
        'https://status.allodoc.com',
        'when customers notice, and at the latest after 15 minutes of downtime',
        'AD-CHN-05',
      ),
    ],
    incidentClasses: [
      incidentClass('Sev1', 'critical', {
        response: '15 min, acknowledged within 5 min',
        tellWithin: Duration.minutes(5),
        reachLastLevelWithin: Duration.minutes(15),
        causes: ['complete outage', 'breach'],
        meets: ['AD-INC-01', 'AD-INC-05'],
      }),
      incidentClass('Sev2', 'error', {
        response: '1 h, manager within 2 h',
        tellWithin: Duration.hours(1),
        reachLastLevelWithin: Duration.hours(2),
        causes: ['significant degradation for several users'],
        meets: ['AD-INC-02'],
      }),
      incidentClass('Sev3', 'warning', {
        response: '4 support hours, escalation on the next business day',
        causes: ['limited impact with a workaround'],
        meets: ['AD-INC-03'],
      }),
      incidentClass('Sev4', 'info', {
        response: 'next business day, ticket queue',
        causes: ['minor or cosmetic'],
        meets: ['AD-INC-04', 'AD-INC-06'],
      }),
    ],
  };
}

/** Resource table of the runbook, lines 52 to 59: cores, memory, disk and bandwidth that each service is given. */
const inventory = [
  { service: 'frontend', component: 'frontend', cores: 0.5, memory: megabytes(512), disk: gigabytes(2), bitsPerSecond: 100e6 },
  { service: 'backend', component: 'backend', cores: 2, memory: gigabytes(2), disk: gigabytes(5), bitsPerSecond: 1e9 },
  { service: 'database', component: 'postgres', cores: 2, memory: gigabytes(4), disk: gigabytes(100), bitsPerSecond: 1e9 },
  { service: 'redis', component: 'redis', cores: 1, memory: gigabytes(1), disk: gigabytes(5), bitsPerSecond: 500e6 },
  { service: 'monitoring', component: 'backend', cores: 1, memory: gigabytes(2), disk: gigabytes(20), bitsPerSecond: 500e6 },
] as const;

/** A core service is down: it pages after a minute, and after a quarter of an hour the stakeholders are told as well. */
function down(limit: Threshold, ...meets: readonly string[]): { critical: Threshold; warning: Threshold } {
  return {
    critical: limit
      .forAssumed(Duration.minutes(1))
      .meets(...meets)
      .called('immediate'),
    warning: limit
      .for(Duration.minutes(15))
      .to('stakeholders')
      .meets('AD-ALERT-11')
      .saying('Send the stakeholder notice and update https://status.allodoc.com.'),
  };
}

function monitoring(): Pick<ProductDeclaration, 'dashboards' | 'baseline'> {
  const sessions = security.activeSessions({ component: 'backend', title: 'Active users', meets: ['AD-MET-03', 'AD-MET-14'] });
  return {
    dashboards: [
      dashboard(
        'application',
        'Application Performance Dashboard',
        [
          row(
            'Core services',
            outside.failingRegions({
              component: 'frontend',
              probe: 'frontend',
              title: 'Regions that cannot reach the frontend',
              tiers: down(above(1), 'AD-ALERT-01', 'OM-ALERT-01'),
            }),
            outside.failingRegions({
              component: 'backend',
              probe: 'backend',
              title: 'Regions that cannot reach the backend',
              tiers: down(above(1), 'AD-ALERT-01', 'OM-ALERT-01'),
            }),
            // One fault, one page: the database is a core service and its connection failure is the same rule.
            database.unreachable({
              component: 'postgres',
              tiers: down(above(0), 'AD-ALERT-02', 'AD-ALERT-01', 'OM-ALERT-02'),
            }),
            redis.up({ component: 'redis', tiers: down(below(1), 'AD-ALERT-01') }),
          ),
          // What the morning check asks of each: plain states, beside the alerts above (AD-MET-10).
          row(
            'State',
            outside.up({ component: 'backend', probe: 'backend', title: 'Backend answers /health', meets: ['AD-MET-10'] }),
            database.up({ component: 'postgres', meets: ['AD-MET-10'] }),
            redis.up({ component: 'redis', id: 'redis-state', title: 'Redis is up', meets: ['AD-MET-10'] }),
          ),
          row(
            'Requests',
            http.latency({
              component: 'backend',
              targets: [2],
              tiers: { warning: above(3).for(Duration.minutes(5)).meets('AD-ALERT-06').called('standard') },
              meets: ['AD-MET-01'],
            }),
            http.errorRatio({
              component: 'backend',
              // The five minutes are the range of the ratio itself.
              tiers: {
                warning: above(percent(1)).forAssumed(Duration.minutes(10)).meets('AD-ALERT-12', 'OM-ALERT-06'),
                critical: above(percent(5)).meets('AD-ALERT-03', 'OM-ALERT-03').called('immediate'),
              },
              meets: ['AD-MET-02'],
            }),
            // Low traffic at night is normal: the floor is a line, not an alert.
            http.requestRate({ component: 'backend', per: 'minute', targets: [100], meets: ['AD-MET-03'] }),
            sessions,
          ),
          row(
            'Logs and certificate',
            logs.errorLines({ component: 'backend', meets: ['AD-MET-11'] }),
            logs.statusCounts({ component: 'frontend', service: 'nginx', meets: ['AD-MET-11'] }),
            certificate.daysLeft({
              component: 'frontend',
              probe: 'frontend',
              tiers: { warning: below(30).forAssumed(Duration.hours(1)).meets('AD-ALERT-10').called('standard') },
            }),
          ),
        ],
        { links: [{ title: 'Status page', url: 'https://status.allodoc.com' }], meets: ['AD-DASH-01'] },
      ),
      dashboard(
        'infrastructure',
        'Infrastructure Overview',
        [
          row(
            'Use',
            container.cpu({
              component: 'backend',
              tiers: { warning: above(percent(80)).for(Duration.minutes(10)).meets('AD-ALERT-07').called('standard') },
              meets: ['AD-MET-05'],
            }),
            container.memory({
              component: 'backend',
              tiers: {
                warning: above(percent(85)).forAssumed(Duration.minutes(10)).meets('AD-ALERT-12'),
                critical: above(percent(95)).forAssumed(Duration.minutes(2)).meets('AD-ALERT-04').called('immediate'),
              },
              meets: ['AD-MET-06'],
            }),
            host.disk({
              component: 'backend',
              tiers: {
                warning: above(percent(90)).forAssumed(Duration.minutes(10)).meets('AD-ALERT-12'),
                critical: above(percent(95)).forAssumed(Duration.minutes(2)).meets('AD-ALERT-05').called('immediate'),
              },
              meets: ['AD-MET-07'],
            }),
            container.network({ component: 'backend', meets: ['AD-MET-08'] }),
            container.running({ component: 'backend', targets: [inventory.length], meets: ['AD-MET-09'] }),
          ),
          ...inventory.map(({ service, component: owner, cores, memory, disk, bitsPerSecond }) => {
            const given = { component: owner, service, targets: [1], meets: ['AD-CAP-01'] } as const;
            return row(
              `${service}: use of what it is given`,
              container.cpu({ ...given, cores }),
              container.memory({ ...given, limit: memory }),
              container.disk({ ...given, size: disk }),
              container.network({ ...given, bitsPerSecond }),
            );
          }),
          row(
            'Backups',
            backup.ageOverview({ component: 'postgres', meets: ['AD-VER-01'] }),
            backup.sizeOverview({ component: 'postgres' }),
            backup.durationOverview({ component: 'postgres' }),
          ),
        ],
        { meets: ['AD-DASH-02'] },
      ),
      dashboard(
        'database',
        'Database Performance',
        [
          row(
            'PostgreSQL',
            database.connections({
              component: 'postgres',
              tiers: { warning: above(50).forAssumed(Duration.minutes(10)).meets('AD-ALERT-12') },
              meets: ['AD-MET-04'],
            }),
            database.slowQueries({ component: 'postgres', slowerThan: Duration.seconds(1), targets: [1], meets: ['AD-MET-12'] }),
            database.size({ component: 'postgres', targets: [gigabytes(80)], meets: ['AD-MET-13'] }),
          ),
        ],
        { meets: ['AD-DASH-03'] },
      ),
      dashboard('alerting', 'Alerting', [
        row(
          'Heartbeats',
          alerting.heartbeat({
            component: 'backend',
            tiers: { warning: above(0).to('warning').meets('AD-RTN-01'), info: above(0).to('info').meets('AD-RTN-01') },
          }),
        ),
      ]),
      dashboard(
        'security',
        'Security Events',
        [
          row(
            'Sign-ins and roles',
            security.breach({ component: 'backend', tiers: { critical: above(0).meets('OM-ALERT-04') } }),
            security.failedLogins({
              component: 'backend',
              tiers: { warning: above(10).forAssumed(Duration.minutes(1)).meets('AD-ALERT-09').called('standard') },
            }),
            security.failedLoginCount({ component: 'backend', meets: ['AD-MET-14'] }),
            sessions,
            security.roleChanges({ component: 'backend', meets: ['AD-MET-14'] }),
          ),
          row(
            'Requests',
            logs.topAddresses({ component: 'frontend', service: 'nginx', top: 20, meets: ['AD-MET-14'] }),
            logs.injectionHits({ component: 'frontend', service: 'nginx', meets: ['AD-MET-14'] }),
          ),
        ],
        { meets: ['AD-DASH-04'] },
      ),
    ],
    baseline: {
      overridden: {
        'OM-ALERT-05': { by: ['AD-ALERT-06'] },
        'OM-ALERT-07': { by: ['AD-ALERT-12'], signal: 'host-disk' },
        'OM-ALERT-08': { by: ['AD-ALERT-12', 'AD-ALERT-04'], signal: 'container-memory' },
      },
    },
  };
}
