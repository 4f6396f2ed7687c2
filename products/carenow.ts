import { gigabytes, kilobytes, mebibytes, megabytes } from '../model/bytes';
import { type Compliance, complianceSummary } from '../model/compliance';
import { Duration } from '../model/duration';
import { type ProductDeclaration, product } from '../model/product';
import { Retention } from '../model/retention';
import { Schedule } from '../model/schedule';
import { above, below, percent } from '../model/signal';
import {
  alertList,
  alertListOf,
  answersTo,
  atMinute,
  channel,
  codeBackup,
  component,
  configurationBackup,
  contact,
  dashboard,
  documentsIn,
  email,
  escalation,
  filesBackup,
  firebaseAuthBackup,
  firestoreBackup,
  fullSystemBackup,
  incidentClass,
  maintenanceWindow,
  objective,
  pagerduty,
  person,
  probe,
  recordedDrill,
  rota,
  row,
  run,
  scheduledDrill,
  store,
  succeeds,
  text,
} from '../model/vocabulary';
import { business, certificate, clientApp, cloudRun, firestore, hosting, probe as outside, security, webVitals } from '../signals';
import { carenowRunbook } from './runbooks/carenow';

const zone = 'Asia/Ho_Chi_Minh';

/** Labels in which no person, no patient and no card can stand. */
const harmlessLabels = [
  'api_method',
  'app_version',
  'check',
  'check_id',
  'domain_name',
  'kind',
  'page',
  'period',
  'response_code',
  'response_code_class',
  'result',
  'service',
  'service_name',
  'status',
  'survey',
] as const;

/** CareNow: Firebase on Google Cloud, production only (runbook lines in requirements.json under CN-). */
export const carenow = product('carenow', () => ({
  title: 'CareNow',
  cloud: 'google',
  zone,
  owner: 'tech-lead',
  dataClass: 'health',
  environments: ['production'],
  components: [
    component('hosting', 'Firebase Hosting', 'CN-TOP-01'),
    component('functions', 'Cloud Functions', 'CN-TOP-01'),
    component('firestore', 'Firestore', 'CN-TOP-01'),
    component('auth', 'Firebase Auth', 'CN-TOP-01'),
    component('client-app', 'Flutter client', 'CN-TOP-01'),
  ],
  stores: [
    store('firestore', 'Firestore'),
    store('auth', 'Accounts of Firebase Auth'),
    store('uploads', 'Uploaded files, versioned in place besides their daily copy', { meets: ['CN-BKP-04'] }),
    store('configuration', 'Remote config, rules, indexes and settings'),
    store('system', 'All stores and releases together'),
    store('code', 'Repository'),
  ],
  probes: [
    probe('health', { component: 'functions', host: 'carenow.com', path: '/health', meets: ['CN-MET-01'] }),
    probe('home', { component: 'hosting', host: 'carenow.com', path: '/', meets: ['CN-MET-01'] }),
  ],
  ...monitoring(),
  ...backups(),
  ...people(),
  runbook: carenowRunbook,
  locations: { allowed: ['asia-southeast1', 'asia-southeast2'], meets: ['CN-ENV-04'] },
  // What somebody has erased lives on in copies until the last of them expires.
  retentionBounds: { atMost: Duration.days(84), meets: ['CN-CMP-07'] },
  routines: [
    {
      name: 'daily-report',
      title: 'Daily report',
      impact: "Nobody has the day's figures of use and errors in one place; a trend may go unseen. Users notice nothing.",
      schedule: Schedule.daily('18:00', zone),
      command: ['opskeep', 'daily-report'],
      roles: ['roles/monitoring.viewer'],
      longestRun: Duration.minutes(15),
      missedAfter: Duration.hours(26),
      owner: 'tech-lead',
      meets: ['CN-RTN-02'],
    },
    {
      name: 'lighthouse',
      title: 'Lighthouse run',
      impact: 'The page speed of today is not measured: a slow release goes unseen until users complain.',
      schedule: Schedule.daily('06:00', zone),
      command: ['opskeep', 'lighthouse', 'https://carenow.com'],
      longestRun: Duration.minutes(15),
      missedAfter: Duration.hours(26),
      owner: 'tech-lead',
      meets: ['CN-MET-18'],
    },
    {
      name: 'integrity-check',
      title: 'Data integrity check',
      impact: 'Nobody knows whether the data is whole: damage since the last check is found late and goes into the copies.',
      schedule: Schedule.daily('05:00', zone),
      command: ['opskeep', 'integrity-check'],
      roles: ['roles/datastore.viewer'],
      longestRun: Duration.minutes(30),
      missedAfter: Duration.hours(26),
      owner: 'tech-lead',
      meets: ['CN-ALERT-12'],
      // The alert is on what it finds; that it did not run is one more.
      alarmMeets: [],
    },
  ],
  maintenance: [
    // The runbook gives no end; 03:00 closes it before the backups (CN-MNT-02).
    maintenanceWindow('weekly', {
      title: 'Weekly maintenance, Sunday 02:00 to 03:00',
      weekday: 'sunday',
      from: '02:00',
      duration: Duration.hours(1),
      zone,
      meets: ['CN-MNT-01', 'CN-MNT-02'],
    }),
  ],
  compliance: compliance(),
  meets: {
    environments: ['CN-ENV-01', 'CN-ENV-02'],
    encryption: ['CN-ENC-01'],
    copies: ['OM-BKP-02'],
    schedules: ['CN-ENV-03'],
    paging: ['CN-CHN-01'],
    monitoring: ['CN-CHN-02', 'CN-ALERT-09', 'CN-INC-04'],
  },
}));

function compliance(): Compliance {
  return {
    answers: [
      answersTo('gdpr', ['data-backup-plan', 'restore-test', 'backup-encryption', 'access-control', 'breach-notice'], 'CN-CMP-01'),
      answersTo('ccpa', ['restore-test', 'backup-encryption', 'access-control', 'breach-notice'], 'CN-CMP-01'),
      // "If applicable", says the runbook; health data makes it so.
      answersTo(
        'hipaa',
        ['data-backup-plan', 'disaster-recovery-plan', 'restore-test', 'backup-encryption', 'access-control', 'audit-log', 'breach-notice'],
        'CN-CMP-02',
      ),
      answersTo('pci-dss', ['backup-encryption', 'no-card-data', 'access-control', 'audit-log', 'breach-notice'], 'CN-CMP-03'),
      answersTo('vietnam-data-protection', ['data-location'], 'CN-CMP-04'),
    ],
    labels: { allowed: harmlessLabels, meets: ['CN-CMP-03', 'CN-CMP-06'] },
    outOfScope: [
      {
        what: 'Crashlytics, Performance Monitoring and Analytics',
        regulation: 'hipaa',
        rule: "the provider's terms do not cover them, so client telemetry is kept free of patient data and nothing groups by user",
        meets: ['CN-CMP-06'],
      },
    ],
  };
}

function backups(): Pick<ProductDeclaration, 'bucketName' | 'tiers' | 'backups' | 'pointInTimeRecovery' | 'objectives'> {
  const daily = Retention.cycle('daily', 30, { meets: ['CN-RET-01'] });
  const config = Retention.tier('config', Duration.days(30), { meets: ['CN-RET-01'] });
  const userData = Retention.tier('user-data', Duration.days(30), { meets: ['CN-RET-01'] });
  const weekly = Retention.cycle('weekly', 12, { meets: ['CN-RET-01', 'CN-CMP-07'] });
  const code = Retention.tier('code', Duration.days(84), { meets: ['CN-RET-01'] });
  // Lives in the backup project. Each of the 48 exports a day is billed one read a document, which is why it is kept for a week only.
  const recent = Retention.tier('recent', Duration.days(7), { lock: Duration.days(7), meets: ['CN-OBJ-04'] });

  // At a quarter past and to, so that it never starts together with the copies of 03:00 and 18:00.
  const everyHalfHour = Schedule.cron('15,45 * * * *', zone);

  const weeklyRestore = scheduledDrill('weekly-restore', Schedule.weekly('sunday', '02:00', zone), {
    title: 'Weekly restore of the newest export',
    tier: daily,
    overdueAfter: Duration.days(8),
    atMost: Duration.minutes(30),
    checks: [
      documentsIn('users', 1, 'CN-VER-02'),
      succeeds(['npm', 'ci'], 'CN-VER-02'),
      succeeds(['node', 'scripts/verify-data-integrity.js'], 'CN-VER-02'),
      succeeds(['npm', 'run', 'test:integration'], 'CN-VER-02'),
    ],
    meets: ['CN-VER-01', 'CN-VER-02', 'CN-OBJ-01'],
  });
  const disasterTest = recordedDrill('disaster-test', {
    title: 'Monthly disaster recovery test of the full system',
    tier: weekly,
    overdueAfter: Duration.days(35),
    atMost: Duration.hours(1),
    meets: ['CN-VER-03'],
  });
  const rollback = recordedDrill('application-rollback', {
    title: 'Monthly rehearsal of the rollback of hosting and functions',
    tier: weekly,
    overdueAfter: Duration.days(35),
    atMost: Duration.minutes(15),
    meets: ['CN-OBJ-02'],
  });
  const disasterDrill = recordedDrill('disaster-drill', {
    title: 'Quarterly disaster recovery drill',
    tier: weekly,
    overdueAfter: Duration.days(100),
    atMost: Duration.hours(1),
    meets: ['CN-VER-03', 'CN-OBJ-03'],
  });
  const common = { owner: 'tech-lead', alarmsMeet: ['CN-ALERT-10', 'OM-ALERT-11', 'OM-VER-01'] } as const;

  return {
    bucketName: 'carenow-backups',
    tiers: [daily, config, userData, weekly, code, recent],
    backups: [
      firestoreBackup('firestore', {
        ...common,
        runs: [run(Schedule.daily('03:00', zone), daily, 'CN-BKP-01', 'CN-BKP-02'), run(Schedule.daily('18:00', zone), daily, 'CN-BKP-03')],
        objectName: 'firestore',
        longestRun: Duration.minutes(15),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(5),
        drills: [weeklyRestore],
      }),
      firestoreBackup('firestore-recent', {
        ...common,
        title: 'Firestore, off-project',
        store: 'firestore',
        runs: [run(everyHalfHour, recent, 'CN-OBJ-04')],
        objectName: 'firestore',
        longestRun: Duration.minutes(15),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(5),
        carriesRpo: true,
        target: 'foreign-bucket',
        drills: [disasterTest],
      }),
      firebaseAuthBackup('auth', {
        ...common,
        title: 'User accounts',
        runs: [run(Schedule.daily('03:00', zone), userData, 'CN-BKP-04'), run(everyHalfHour, userData, 'CN-OBJ-04')],
        objectName: 'auth',
        longestRun: Duration.minutes(10),
        minimumSize: kilobytes(1),
        expectedSize: megabytes(100),
        carriesRpo: true,
        drills: [disasterTest],
      }),
      filesBackup('uploads', ['uploaded files'], {
        ...common,
        title: 'Uploaded files',
        runs: [run(Schedule.daily('03:00', zone), userData, 'CN-BKP-04')],
        objectName: 'uploads',
        longestRun: Duration.hours(1),
        minimumSize: 100,
        expectedSize: gigabytes(10),
        drills: [disasterTest],
      }),
      configurationBackup('configuration', ['remote config', 'security rules', 'indexes', 'config folder'], {
        ...common,
        runs: [run(Schedule.daily('03:00', zone), config, 'CN-BKP-05')],
        objectName: 'config',
        longestRun: Duration.minutes(10),
        minimumSize: 100,
        expectedSize: megabytes(10),
        drills: [disasterTest],
      }),
      fullSystemBackup('full-system', ['firestore', 'auth', 'uploads', 'configuration', 'rules', 'functions source', 'hosting release'], {
        ...common,
        store: 'system',
        runs: [run(Schedule.weekly('sunday', '04:00', zone), weekly, 'CN-BKP-06')],
        objectName: 'full-system',
        longestRun: Duration.hours(2),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(20),
        drills: [disasterTest, disasterDrill, rollback],
      }),
      codeBackup('code', {
        ...common,
        title: 'Code repository',
        runs: [run(Schedule.weekly('sunday', '04:00', zone), code, 'CN-BKP-07')],
        objectName: 'carenow',
        longestRun: Duration.minutes(15),
        minimumSize: kilobytes(10),
        expectedSize: gigabytes(1),
        drills: [disasterTest],
      }),
    ],
    pointInTimeRecovery: [{ store: 'firestore', window: Duration.days(7), granularity: Duration.minutes(1), meets: ['CN-OBJ-04'] }],
    objectives: [
      objective('database', {
        store: 'firestore',
        rpo: Duration.hours(1),
        rto: Duration.minutes(30),
        restore: {
          by: 'import of the newest export into a new database and switch of the clients',
          size: gigabytes(5),
          bytesPerSecond: megabytes(20),
          provisioning: Duration.minutes(5),
          verification: Duration.minutes(5),
          clientSwitch: Duration.minutes(5),
          measuredBy: { backup: 'firestore', drill: 'weekly-restore' },
        },
        meets: ['CN-OBJ-01', 'CN-OBJ-04'],
      }),
      objective('accounts', { store: 'auth', rpo: Duration.hours(1), meets: ['CN-OBJ-04'] }),
      // Rollback of hosting and functions is one documented command; no data moves.
      objective('application', { rto: Duration.minutes(15), meets: ['CN-OBJ-02', 'CN-OBJ-05'] }),
      objective('full system', {
        store: 'system',
        rto: Duration.hours(1),
        restore: {
          by: 'import of the full system backup',
          size: gigabytes(20),
          bytesPerSecond: megabytes(20),
          provisioning: Duration.minutes(10),
          verification: Duration.minutes(15),
          clientSwitch: Duration.minutes(5),
          measuredBy: { backup: 'full-system', drill: 'disaster-test' },
        },
        meets: ['CN-OBJ-03'],
      }),
    ],
  };
}

function people(): Pick<ProductDeclaration, 'channels' | 'onCall' | 'incidentClasses' | 'contacts' | 'notices'> {
  const primary = person('primary-on-call', 'Primary on-call', { meets: ['CN-CON-01'] });
  const secondary = person('secondary-on-call', 'Secondary on-call', { meets: ['CN-CON-01'] });
  const techLead = person('tech-lead', 'Technical lead', { email: 'tech-lead@carenow.com', meets: ['CN-CON-02'] });
  const productManager = person('product-manager', 'Product manager', { email: 'pm@carenow.com', meets: ['CN-CON-02'] });
  const ceo = person('ceo', 'CEO', { email: 'ceo@carenow.com', meets: ['CN-CON-02'] });
  const first = rota('primary', 'CareNow primary', { zone, members: [primary], meets: ['CN-CON-01'] });
  const second = rota('secondary', 'CareNow secondary', { zone, members: [secondary], meets: ['CN-CON-01'] });
  // The page goes out at once: minutes 5 to 15 of the runbook are the second level, not the first (CN-ESC-02).
  const chain = escalation(
    [
      atMinute(0, [first], 'CN-ESC-02', 'CN-INC-01'),
      atMinute(5, [second]),
      atMinute(15, [techLead]),
      atMinute(30, [productManager]),
      atMinute(60, [ceo]),
    ],
    { meets: ['CN-ESC-03', 'CN-INC-02'] },
  );
  return {
    channels: [
      channel('critical', 'tech-lead', [pagerduty('CN-CHN-01')]),
      channel('error', 'tech-lead', [pagerduty('CN-CHN-01')]),
      channel('warning', 'tech-lead', [email('tech-lead@carenow.com', 'CN-CHN-01')]),
      channel('info', 'tech-lead', [email('tech-lead@carenow.com', 'CN-CHN-01')]),
    ],
    onCall: {
      team: 'CareNow',
      people: [primary, secondary, techLead, productManager, ceo],
      rotas: [first, second],
      escalations: { critical: chain, error: chain },
      catchAll: 'functions',
    },
    contacts: [
      contact('hotline', 'Emergency hotline', undefined, 'CN-CON-03'),
      contact('support', 'Technical support', 'support@carenow.com', 'CN-CON-03'),
      contact('legal', 'Legal team, told first in a breach', 'legal@carenow.com', 'CN-CON-03'),
      contact('press', 'PR team', 'pr@carenow.com', 'CN-CON-03'),
    ],
    incidentClasses: [
      incidentClass('P0', 'critical', {
        response: 'immediate',
        tellWithin: Duration.zero,
        causes: ['system down', 'breach or security incident', 'payments fail', 'database corrupt'],
        phases: [
          { name: 'check, roll back or put up the emergency page', bound: '0-5 min', restoresFrom: Duration.zero },
          { name: 'escalate and coordinate', bound: '5-15 min' },
          { name: 'root cause, after service is back', bound: '15 min and later' },
        ],
        meets: ['CN-INC-01', 'CN-ESC-01', 'CN-OBJ-05'],
      }),
      incidentClass('P1', 'error', {
        response: '1 h',
        tellWithin: Duration.hours(1),
        causes: ['part of the system down', 'at least 50 % slower', 'sign-in fails', 'critical feature unavailable'],
        meets: ['CN-INC-02'],
      }),
      incidentClass('P2', 'warning', {
        response: '4 h',
        causes: ['minor feature broken', 'less than 50 % slower', 'bugs that are not critical', 'interface problems'],
        meets: ['CN-INC-03'],
      }),
      incidentClass('P3', 'info', {
        response: '24 h',
        causes: ['wishes', 'minor bugs', 'documentation', 'cosmetics'],
        meets: ['CN-INC-03', 'CN-INC-04'],
      }),
    ],
  };
}

function monitoring(): Pick<ProductDeclaration, 'dashboards' | 'baseline'> {
  const google = { dataSource: 'google' } as const;
  const functions = { component: 'functions' } as const;
  const errorRatio = cloudRun.errorRatio({
    ...functions,
    tiers: {
      warning: above(percent(1)).forAssumed(Duration.minutes(10)).meets('OM-ALERT-06'),
      critical: above(percent(5)).forAssumed(Duration.minutes(5)).meets('CN-ALERT-03', 'OM-ALERT-03'),
    },
    meets: ['CN-MET-02', 'CN-TOP-01'],
  });
  // 500 ms is a target of the runbook, 1 s its alert, 3 s that of whole pages: three signals (CN-ALERT-04).
  const apiLatency = cloudRun.latency({
    ...functions,
    title: 'API response time, p95',
    targets: [0.5],
    tiers: { warning: above(1).forAssumed(Duration.minutes(5)).meets('CN-ALERT-04') },
    meets: ['CN-MET-04', 'CN-MET-02'],
  });
  const breach = security.breach({
    ...google,
    component: 'functions',
    tiers: { critical: above(0).forAssumed(Duration.zero).meets('CN-ALERT-05', 'OM-ALERT-04') },
  });
  const failedLogins = security.failedLogins({
    ...google,
    component: 'auth',
    targets: [10],
    tiers: { warning: above(10).forAssumed(Duration.minutes(1)).meets('CN-ALERT-06') },
    meets: ['CN-MET-07'],
  });
  const signInErrors = security.authenticationErrorRatio({
    component: 'auth',
    tiers: { error: above(percent(5)).forAssumed(Duration.minutes(5)).meets('CN-ALERT-12') },
    meets: ['CN-TOP-01', 'CN-MET-02'],
  });
  const conversions = business.conversionRatio({
    ...google,
    component: 'functions',
    minimumSessions: 100,
    tiers: { warning: below(percent(5)).forAssumed(Duration.minutes(60)).meets('CN-ALERT-08') },
    meets: ['CN-MET-10'],
  });
  const payments = business.paymentFailureRatio({
    ...google,
    component: 'functions',
    minimumAttempts: 20,
    tiers: { critical: above(percent(10)).forAssumed(Duration.minutes(5)).meets('CN-ALERT-07') },
    meets: ['CN-MET-11'],
  });
  const crashFreeUsers = clientApp.crashFreeUsers({ ...google, component: 'client-app', meets: ['CN-MET-12', 'CN-TOP-01'] });
  const links = [
    { title: 'Firebase console', url: 'https://console.firebase.google.com' },
    { title: 'Analytics', url: 'https://analytics.google.com' },
    { title: 'Crashlytics', url: 'https://console.firebase.google.com/project/_/crashlytics' },
    { title: 'Performance', url: 'https://console.firebase.google.com/project/_/performance' },
  ];
  return {
    dashboards: [
      dashboard(
        'overview',
        'CareNow overview',
        [
          row('Alerts', alertList('Alerts that fire now', 'CN-DASH-01')),
          row(
            'System health',
            outside.failingRegions({
              ...google,
              component: 'functions',
              probe: 'health',
              title: 'Regions that cannot reach /health',
              tiers: { critical: above(1).forAssumed(Duration.minutes(1)).meets('CN-ALERT-01') },
              meets: ['CN-MET-02'],
            }),
            outside.availability({ ...google, component: 'hosting', meets: ['CN-MET-02'] }),
            errorRatio,
            outside.responseTime({
              ...google,
              component: 'hosting',
              probe: 'home',
              unit: 'milliseconds',
              tiers: { warning: above(3).forAssumed(Duration.minutes(5)).meets('CN-ALERT-02', 'OM-ALERT-05') },
              targets: [1],
              meets: ['CN-MET-02'],
            }),
          ),
          row('Performance', apiLatency),
          row(
            'Security',
            breach,
            failedLogins,
            certificate.daysLeft({
              ...google,
              component: 'hosting',
              probe: 'home',
              tiers: { warning: below(30).forAssumed(Duration.hours(1)).meets('CN-ALERT-11') },
            }),
          ),
          row('Business', conversions, payments),
          row(
            'Hosting',
            outside.failingRegions({
              ...google,
              component: 'hosting',
              probe: 'home',
              title: 'Regions that cannot reach the home page',
              tiers: { critical: above(1).forAssumed(Duration.minutes(1)).meets('CN-ALERT-01') },
              meets: ['CN-MET-02', 'CN-TOP-01'],
            }),
            hosting.traffic({ component: 'hosting', meets: ['CN-MET-17', 'CN-TOP-01'] }),
            hosting.errorRatio({ component: 'hosting', meets: ['CN-MET-17'] }),
          ),
          row('Functions', cloudRun.requestRate({ ...functions, meets: ['CN-TOP-01'] }), cloudRun.instances(functions)),
          row(
            'Firestore',
            firestore.latency({ component: 'firestore', meets: ['CN-MET-17', 'CN-TOP-01'] }),
            firestore.rejectedRequests({ component: 'firestore', meets: ['CN-MET-17', 'CN-MET-02'] }),
            business.integrityCheckFailed({
              ...google,
              component: 'firestore',
              tiers: { critical: above(0).forAssumed(Duration.zero).meets('CN-ALERT-12') },
            }),
          ),
          row('Auth', signInErrors),
          row('Client app', crashFreeUsers),
        ],
        { links, meets: ['CN-DASH-01', 'CN-DASH-02'] },
      ),
      dashboard(
        'performance',
        'CareNow performance',
        [
          row(
            'Pages and functions',
            webVitals.pageLoad({ ...google, component: 'client-app', targets: [3], meets: ['CN-MET-03'] }),
            apiLatency,
            cloudRun.latencyVersusLastWeek({
              ...functions,
              tiers: { error: above(1.5).forAssumed(Duration.minutes(15)).meets('CN-ALERT-12') },
            }),
            cloudRun.memory({
              ...functions,
              limit: mebibytes(512),
              targets: [mebibytes(512)],
              tiers: {
                warning: above(0.9 * mebibytes(512))
                  .forAssumed(Duration.minutes(5))
                  .meets('OM-ALERT-08'),
              },
              meets: ['CN-MET-05'],
            }),
            cloudRun.cpu({ ...functions, targets: [percent(80)], meets: ['CN-MET-06'] }),
          ),
          row(
            'Client',
            crashFreeUsers,
            clientApp.newIssues({ ...google, component: 'client-app', meets: ['CN-MET-12'] }),
            clientApp.startTime({ ...google, component: 'client-app', meets: ['CN-MET-12'] }),
            clientApp.networkTime({ ...google, component: 'client-app', meets: ['CN-MET-12'] }),
            clientApp.slowFrames({ ...google, component: 'client-app', meets: ['CN-MET-12'] }),
          ),
        ],
        { meets: ['CN-DASH-02'] },
      ),
      dashboard(
        'security',
        'CareNow security',
        [
          row(
            'Breach and sign-in',
            breach,
            failedLogins,
            security.rulesDenials({ component: 'firestore', meets: ['CN-MET-08'] }),
            security.privilegedGrants({ component: 'functions', meets: ['CN-MET-08'] }),
            security.keyCreations({ component: 'functions', meets: ['CN-MET-08'] }),
          ),
          row(
            'Open alerts',
            alertListOf('Open security alerts', [breach, failedLogins, signInErrors], 'CN-MET-08'),
            text('Compliance', complianceSummary(compliance()), 'CN-MET-08'),
          ),
        ],
        { meets: ['CN-DASH-02'] },
      ),
      dashboard(
        'business',
        'CareNow business',
        [
          row(
            'Users',
            business.activeUsers({ ...google, component: 'client-app', meets: ['CN-MET-09'] }),
            business.satisfaction({ ...google, component: 'client-app', meets: ['CN-MET-09'] }),
            business.feedback({ ...google, component: 'client-app', meets: ['CN-MET-09'] }),
          ),
          row(
            'Bookings and payments',
            conversions,
            payments,
            business.paymentSuccessRatio({ ...google, component: 'functions', minimumAttempts: 20, meets: ['CN-MET-11'] }),
          ),
        ],
        { meets: ['CN-DASH-02'] },
      ),
      dashboard(
        'web-vitals',
        'CareNow web vitals',
        [
          row(
            'What visitors feel, p75',
            webVitals.firstContentfulPaint({ ...google, component: 'client-app', targets: [1.8], meets: ['CN-MET-13'] }),
            webVitals.largestContentfulPaint({ ...google, component: 'client-app', targets: [2.5], meets: ['CN-MET-14'] }),
            webVitals.interactionToNextPaint({
              ...google,
              component: 'client-app',
              targets: [0.2],
              meaning:
                'The page reacts late to a click or a key. The runbook says First Input Delay below 100 ms, a metric that was retired in 2024. ' +
                'Lighthouse has nobody who clicks: the longest delay that its tasks could have caused stands in.',
              meets: ['CN-MET-15'],
            }),
            webVitals.cumulativeLayoutShift({ ...google, component: 'client-app', targets: [0.1], meets: ['CN-MET-16'] }),
          ),
        ],
        { meets: ['CN-DASH-02'] },
      ),
    ],
    baseline: {
      overridden: { 'OM-ALERT-01': { by: ['CN-ALERT-01'] } },
      notApplicable: {
        'OM-ALERT-02': 'Firestore holds no connections; its failures show in the error ratio',
        'OM-ALERT-07': 'no disk of our own: functions, Firestore and hosting are serverless',
      },
    },
  };
}
