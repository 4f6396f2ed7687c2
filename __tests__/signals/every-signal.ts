import { gigabytes, mebibytes } from '../../model/bytes';
import { Duration } from '../../model/duration';
import { above, below, percent, type Signal, type Tiers } from '../../model/signal';
import * as signals from '../../signals';
import { sundayNight } from '../support/sample-product';
import { promise, shop } from './fixtures';

const app = { component: 'app' } as const;
const google = { component: 'app', dataSource: 'google' } as const;
const minutes = Duration.minutes;

const ratioTiers: Tiers = {
  info: above(percent(1)).for(minutes(10)),
  warning: above(percent(5)).for(minutes(5)),
  critical: above(percent(10)).for(minutes(2)),
};
const shareTiers: Tiers = {
  info: above(percent(70)).for(minutes(60)),
  warning: above(percent(80)).for(minutes(5)),
  critical: above(percent(95)).for(minutes(2)),
};
const latencyTiers: Tiers = { warning: above(2).for(minutes(30)), error: above(3).for(minutes(5)), critical: above(5).for(minutes(10)) };
const downTiers: Tiers = { critical: below(1).for(minutes(1)), warning: below(1).for(minutes(15)).to('stakeholders') };
const anyTiers: Tiers = { critical: above(0) };
const someTiers: Tiers = { warning: above(10).for(minutes(1)), error: above(50).for(minutes(5)) };
const lastWeekTiers: Tiers = { info: above(1.2).for(minutes(10)), error: above(1.5).for(minutes(15)) };
const expiryTiers: Tiers = { info: below(30).for(Duration.hours(1)), error: below(7).for(Duration.hours(1)) };
const lowTiers: Tiers = { warning: below(percent(5)).for(minutes(60)), error: below(percent(1)).for(minutes(10)) };
const sizeTiers: Tiers = { warning: above(gigabytes(80)).for(minutes(15)) };

/**
 * Every entry of the catalogue, by its namespace and name, with the tiers that are typical of it, once for each data source.
 * A test compares the names with what the catalogue exports.
 */
export const everySignal: Readonly<Record<string, Readonly<Record<string, readonly Signal[]>>>> = {
  backup: {
    backupSignals: [...signals.backup.backupSignals(shop('aws')), ...signals.backup.backupSignals(shop('google'))],
    ageOverview: [signals.backup.ageOverview({ ...app, targets: [3600] }), signals.backup.ageOverview(google)],
    sizeOverview: [signals.backup.sizeOverview(app), signals.backup.sizeOverview(google)],
    durationOverview: [signals.backup.durationOverview(app), signals.backup.durationOverview(google)],
    drillDurationOverview: [signals.backup.drillDurationOverview({ ...app, backup: 'database' })],
    drillAgeOverview: [signals.backup.drillAgeOverview(app)],
    drillRowsOverview: [signals.backup.drillRowsOverview(app)],
    overview: signals.backup.overview(app),
  },
  business: {
    paymentFailureRatio: [
      signals.business.paymentFailureRatio({ ...app, tiers: ratioTiers }),
      signals.business.paymentFailureRatio({ ...google, tiers: ratioTiers }),
    ],
    paymentSuccessRatio: [signals.business.paymentSuccessRatio(app), signals.business.paymentSuccessRatio(google)],
    conversionRatio: [
      signals.business.conversionRatio({ ...app, tiers: lowTiers }),
      signals.business.conversionRatio({ ...google, tiers: lowTiers }),
    ],
    sessions: [signals.business.sessions(app), signals.business.sessions(google)],
    feedback: [signals.business.feedback(app), signals.business.feedback(google)],
    activeUsers: [signals.business.activeUsers(app), signals.business.activeUsers(google)],
    satisfaction: [signals.business.satisfaction(app), signals.business.satisfaction(google)],
    integrityCheckFailed: [
      signals.business.integrityCheckFailed({ ...app, tiers: anyTiers }),
      signals.business.integrityCheckFailed({ ...google, tiers: anyTiers }),
    ],
    featureUses: [signals.business.featureUses({ ...app, feature: 'comparison' })],
    monthlyGrowth: [
      signals.business.monthlyGrowth({ ...app, of: 'registrations' }),
      signals.business.monthlyGrowth({ ...app, of: 'requests' }),
      signals.business.monthlyGrowth({ ...app, of: 'pageViews' }),
      signals.business.monthlyGrowth({ ...app, of: 'featureUses' }),
    ],
    monthlyDatabaseGrowth: [signals.business.monthlyDatabaseGrowth(app)],
  },
  certificate: {
    daysLeft: [
      signals.certificate.daysLeft({ ...app, tiers: expiryTiers }),
      signals.certificate.daysLeft({ ...google, probe: 'home', tiers: expiryTiers }),
      signals.certificate.daysLeft({ ...google, expiryUnit: 'seconds', tiers: expiryTiers }),
    ],
  },
  clientApp: {
    crashFreeUsers: [signals.clientApp.crashFreeUsers(app), signals.clientApp.crashFreeUsers(google)],
    newIssues: [signals.clientApp.newIssues(google)],
    startTime: [signals.clientApp.startTime(google)],
    networkTime: [signals.clientApp.networkTime(google)],
    slowFrames: [signals.clientApp.slowFrames(google)],
  },
  cloudRun: {
    errorRatio: [
      signals.cloudRun.errorRatio({ ...app, tiers: ratioTiers }),
      signals.cloudRun.errorRatio({ ...app, services: ['api', 'web-1.2'] }),
    ],
    failedInvocations: [signals.cloudRun.failedInvocations(app)],
    requestRate: [signals.cloudRun.requestRate(app)],
    latency: [signals.cloudRun.latency({ ...app, services: ['api'], tiers: latencyTiers, targets: [0.5] })],
    latencyVersusLastWeek: [signals.cloudRun.latencyVersusLastWeek({ ...app, tiers: lastWeekTiers })],
    memory: [signals.cloudRun.memory({ ...app, limit: mebibytes(512), targets: [mebibytes(512)] })],
    cpu: [signals.cloudRun.cpu({ ...app, tiers: shareTiers })],
    instances: [signals.cloudRun.instances(app)],
  },
  container: {
    cpu: [
      signals.container.cpu({ ...app, tiers: shareTiers }),
      signals.container.cpu({ ...app, service: 'backend', cores: 0.5, tiers: shareTiers }),
    ],
    memory: [
      signals.container.memory({ ...app, tiers: shareTiers }),
      signals.container.memory({ ...app, service: 'backend', limit: gigabytes(2), tiers: shareTiers }),
    ],
    disk: [signals.container.disk({ ...app, service: 'backend', size: gigabytes(5), tiers: shareTiers })],
    network: [
      signals.container.network(app),
      signals.container.network({ ...app, service: 'backend', bitsPerSecond: 1e9, tiers: shareTiers }),
    ],
    running: [
      signals.container.running({ ...app, targets: [5], tiers: { warning: below(5).for(minutes(5)) } }),
      signals.container.running({ ...app, service: 'backend', targets: [3], tiers: { warning: below(3).for(minutes(5)) } }),
    ],
    restarts: [signals.container.restarts({ ...app, tiers: { warning: above(2) } })],
  },
  dataSource: {
    health: [
      signals.dataSource.health({ ...app, kind: 'prometheus' }),
      signals.dataSource.health({ ...app, kind: 'google' }),
      signals.dataSource.health({ ...app, kind: 'loki' }),
    ],
  },
  dependency: {
    latency: [signals.dependency.latency({ ...app, dependency: 'ai', tiers: latencyTiers })],
    errorRatio: [signals.dependency.errorRatio({ ...app, dependency: 'ai', tiers: ratioTiers })],
  },
  firestore: {
    latency: [signals.firestore.latency({ ...app, tiers: latencyTiers })],
    rejectedRequests: [signals.firestore.rejectedRequests({ ...app, tiers: ratioTiers })],
    requestRate: [signals.firestore.requestRate(app)],
    size: [signals.firestore.size(app)],
  },
  hosting: {
    traffic: [signals.hosting.traffic(app)],
    errorRatio: [signals.hosting.errorRatio({ ...app, tiers: ratioTiers })],
  },
  host: {
    up: [signals.host.up({ ...app, tiers: downTiers })],
    cpu: [signals.host.cpu({ ...app, tiers: shareTiers })],
    memory: [signals.host.memory({ ...app, tiers: shareTiers, matchers: { namespace: 'shop' } })],
    disk: [
      signals.host.disk({ ...app, tiers: shareTiers }),
      signals.host.disk({ ...app, mountpoints: ['/', '/var', '/tmp'], tiers: shareTiers }),
    ],
    daysUntilFull: [signals.host.daysUntilFull({ ...app, tiers: { info: below(30).for(Duration.hours(1)) } })],
    network: [signals.host.network(app), signals.host.network({ ...app, unit: 'bitsPerSecond' })],
  },
  http: {
    errorRatio: [
      signals.http.errorRatio({ ...app, tiers: ratioTiers }),
      signals.http.errorRatio({
        ...app,
        service: 'backend',
        window: minutes(5),
        minimumRequests: 50,
        tiers: { warning: above(percent(1)).for(minutes(10)), critical: above(percent(5)) },
      }),
    ],
    criticalOperationErrorRatio: [
      signals.http.criticalOperationErrorRatio({ ...app, routes: ['/api/orders/:id', '/api/pay'], tiers: ratioTiers }),
    ],
    latency: [
      signals.http.latency({ ...app, tiers: latencyTiers }),
      signals.http.latency({ ...app, unit: 'seconds', quantile: 0.99, tiers: latencyTiers }),
    ],
    latencyByWeek: [signals.http.latencyByWeek(app)],
    latencyVersusLastWeek: [signals.http.latencyVersusLastWeek({ ...app, tiers: lastWeekTiers })],
    requestRate: [signals.http.requestRate(app), signals.http.requestRate({ ...app, per: 'minute', targets: [100] })],
    errorsByRoute: [signals.http.errorsByRoute(app)],
    errorClasses: [signals.http.errorClasses(app)],
    concurrency: [signals.http.concurrency(app)],
    deployedVersion: [signals.http.deployedVersion(app)],
  },
  kubernetes: {
    cpu: [signals.kubernetes.cpu({ ...app, matchers: { namespace: 'shop' }, tiers: shareTiers })],
    memory: [signals.kubernetes.memory({ ...app, matchers: { namespace: 'shop' }, tiers: shareTiers })],
    restarts: [signals.kubernetes.restarts({ ...app, tiers: { warning: above(2) } })],
    crashLooping: [signals.kubernetes.crashLooping({ ...app, tiers: anyTiers })],
    notReady: [signals.kubernetes.notReady({ ...app, tiers: anyTiers })],
    missingReplicas: [signals.kubernetes.missingReplicas({ ...app, tiers: anyTiers })],
    replicas: [signals.kubernetes.replicas(app)],
  },
  logs: {
    errorLines: [signals.logs.errorLines(app)],
    statusCounts: [signals.logs.statusCounts({ ...app, service: 'nginx', status: '403|404|500' })],
    statusCountsByPath: [signals.logs.statusCountsByPath(app)],
    topAddresses: [signals.logs.topAddresses(app)],
    injectionHits: [signals.logs.injectionHits(app)],
    refusedByAddress: [signals.logs.refusedByAddress(app)],
  },
  monitoring: {
    heartbeat: [signals.monitoring.heartbeat({ ...app, tiers: { warning: above(0), info: above(0) } })],
    targetsDown: [signals.monitoring.targetsDown({ ...app, tiers: anyTiers })],
  },
  postgres: {
    up: [signals.postgres.up({ ...app, tiers: downTiers })],
    connectionErrors: [signals.postgres.connectionErrors({ ...app, tiers: { error: above(0).for(minutes(2)) } })],
    unreachable: [signals.postgres.unreachable({ ...app, tiers: { critical: above(0).for(minutes(1)) } })],
    connections: [signals.postgres.connections({ ...app, tiers: { warning: above(50).for(minutes(10)) } })],
    connectionUse: [
      signals.postgres.connectionUse({ ...app, tiers: shareTiers }),
      signals.postgres.connectionUse({ ...app, pool: 20, tiers: shareTiers }),
    ],
    size: [signals.postgres.size({ ...app, tiers: sizeTiers })],
    utilisation: [signals.postgres.utilisation({ ...app, storage: gigabytes(100), tiers: { info: above(percent(80)).for(minutes(15)) } })],
    replicationLag: [signals.postgres.replicationLag({ ...app, tiers: { error: above(60).for(minutes(5)) } })],
    slowQueries: [
      signals.postgres.slowQueries({ ...app, slowerThan: Duration.seconds(1), targets: [1] }),
      signals.postgres.slowQueries(app),
    ],
    slowQueryCount: [signals.postgres.slowQueryCount({ ...app, slowerThan: Duration.seconds(1) })],
    tableActivity: [signals.postgres.tableActivity(app)],
    indexScans: [signals.postgres.indexScans(app)],
    cacheHitRatio: [signals.postgres.cacheHitRatio(app)],
    deadlocks: [signals.postgres.deadlocks({ ...app, tiers: anyTiers })],
    longestTransaction: [signals.postgres.longestTransaction({ ...app, tiers: { warning: above(600) } })],
  },
  probe: {
    failingRegions: [
      signals.probe.failingRegions({
        ...app,
        probe: 'health',
        tiers: { warning: above(0).for(minutes(10)), critical: above(1).for(minutes(1)) },
      }),
      signals.probe.failingRegions({
        ...google,
        probe: 'health',
        tiers: { warning: above(0).for(minutes(10)), critical: above(1).for(minutes(1)) },
      }),
    ],
    up: [signals.probe.up({ ...app, probe: 'health', tiers: downTiers })],
    scraped: [signals.probe.scraped({ ...app, service: 'frontend', tiers: downTiers })],
    responseTime: [
      signals.probe.responseTime({ ...app, tiers: latencyTiers }),
      signals.probe.responseTime({ ...google, tiers: latencyTiers }),
    ],
    availability: [signals.probe.availability({ ...app, targets: [0.999] }), signals.probe.availability(google)],
  },
  redis: {
    up: [signals.redis.up({ ...app, tiers: downTiers })],
    memoryUse: [signals.redis.memoryUse({ ...app, tiers: shareTiers })],
    hitRatio: [signals.redis.hitRatio({ ...app, tiers: lowTiers })],
    evictions: [signals.redis.evictions({ ...app, tiers: someTiers })],
    rejectedConnections: [signals.redis.rejectedConnections({ ...app, tiers: anyTiers })],
    clientUse: [signals.redis.clientUse({ ...app, tiers: shareTiers })],
  },
  security: {
    breach: [signals.security.breach({ ...app, tiers: anyTiers }), signals.security.breach({ ...google, tiers: anyTiers })],
    failedLogins: [
      signals.security.failedLogins({ ...app, tiers: someTiers }),
      signals.security.failedLogins({ ...google, tiers: someTiers }),
      signals.security.failedLogins({ ...app, dataSource: 'loki', tiers: { warning: above(10).for(minutes(1)) } }),
    ],
    failedLoginCount: [
      signals.security.failedLoginCount(app),
      signals.security.failedLoginCount({ ...app, dataSource: 'loki', service: 'backend' }),
    ],
    authenticationErrorRatio: [signals.security.authenticationErrorRatio({ ...app, tiers: ratioTiers })],
    roleChanges: [signals.security.roleChanges(app)],
    privilegedEvents: [signals.security.privilegedEvents(app)],
    activeSessions: [signals.security.activeSessions(app)],
    rulesDenials: [signals.security.rulesDenials(app)],
    privilegedGrants: [signals.security.privilegedGrants(app)],
    keyCreations: [signals.security.keyCreations(app)],
  },
  slo: {
    sloSignals: [...signals.slo.sloSignals(promise), ...signals.slo.sloSignals({ ...promise, name: 'probed', probe: 'health' })],
    availability: [
      signals.slo.availability({ ...app, slo: promise }),
      signals.slo.availability({ ...app, slo: { ...promise, probe: 'health' }, plannedWork: [sundayNight] }),
    ],
    errorBudgetLeft: [
      signals.slo.errorBudgetLeft({ ...app, slo: promise }),
      signals.slo.errorBudgetLeft({ ...app, slo: { ...promise, probe: 'health' } }),
    ],
  },
  vendor: {
    statusPage: [signals.vendor.statusPage({ ...app, tiers: { info: above(0).for(minutes(15)) } })],
    availability: [signals.vendor.availability({ ...app, vendor: 'cloud', targets: [0.999] })],
  },
  webVitals: {
    firstContentfulPaint: [
      signals.webVitals.firstContentfulPaint({ ...app, tiers: latencyTiers }),
      signals.webVitals.firstContentfulPaint(google),
    ],
    largestContentfulPaint: [signals.webVitals.largestContentfulPaint(google)],
    interactionToNextPaint: [signals.webVitals.interactionToNextPaint(google)],
    cumulativeLayoutShift: [signals.webVitals.cumulativeLayoutShift(app), signals.webVitals.cumulativeLayoutShift(google)],
    timeToFirstByte: [signals.webVitals.timeToFirstByte(app)],
    pageLoad: [signals.webVitals.pageLoad(app), signals.webVitals.pageLoad(google)],
  },
};

/** All instances, each with the entry that it comes from: `http.errorRatio`. */
export const instances: readonly { readonly entry: string; readonly signal: Signal }[] = Object.entries(everySignal).flatMap(
  ([namespace, entries]) =>
    Object.entries(entries).flatMap(([name, built]) => built.map((signal) => ({ entry: `${namespace}.${name}`, signal }))),
);
