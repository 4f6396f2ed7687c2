import { distinctSignals } from '../../model/dashboard';
import { operationsManual } from '../../products/operations-manual';
import { declaredFigures } from '../support/declared-figures';

it('operations-manual declares the figures of its requirements, these and no others', () => {
  expect(declaredFigures(operationsManual)).toEqual([
    ['OM-MET-01', 'home', 'port 443, interval 1 min, status 200'],
    ['OM-VND-03', 'payment-status', 'port 443, interval 1 min, status 200'],
    ['OM-VND-01, OM-VND-03', 'cloud-status', 'port 443, interval 1 min, status 200'],
    [
      'OM-BKP-03, OM-OBJ-01, OM-ALERT-11, OM-VER-01',
      'archives',
      'archiveTimeout 5 min, uploadTime 5 min, fullBackup 0 1 * * * UTC, keepFullBackups 30, longestRun 45 min, minimumSize 20000000, expectedSize 20000000000, lag.error 15 min, lag.critical 45 min, source.major 15, source.port 5432',
    ],
    ['OM-OBJ-01', 'physical-restore', 'overdueAfter 8 d, atMost 15 min, schedule 0 10 * * 0 UTC'],
    ['OM-INC-02', 'integrity-check', 'schedule 0 5 * * * UTC, longestRun 30 min, missedAfter 26 h'],
    ['OM-MET-09', 'security-scan', 'overdueAfter 7 d'],
    ['OM-RTN-05', 'cost-review', 'overdueAfter 35 d'],
    ['OM-VND-04', 'vendor-test', 'overdueAfter 100 d'],
    [
      'OM-INC-01, OM-INC-02, OM-INC-03, OM-INC-05',
      'P0',
      'response immediate, tellWithin 0 s, phases.bound 5 min, phases.bound 10 min, phases.bound 30 min, latest response 1 h',
    ],
    ['OM-INC-06', 'P1', 'response 1 h, tellWithin 1 h'],
    ['OM-INC-04, OM-INC-05', 'P2', 'response 1 h for alerts, 4 h at the latest'],
    ['OM-INC-05, OM-INC-06', 'P3', 'response next business day'],
    ['OM-VND-02, OM-CMP-02', 'vendors', 'certification.reviewEvery 365 d'],
    ['OM-ALERT-10', 'http-latency warning', 'above 2, for 30 min'],
    ['OM-ALERT-05', 'http-latency warning', 'above 5, for 10 min'],
    ['OM-MET-03', 'http-critical-operation-error-ratio', 'route /api/orders /api/payments /api/login, targets 0.01'],
    ['OM-ALERT-03', 'http-critical-operation-error-ratio critical', 'above 0.05, for 5 min'],
    ['OM-ALERT-10', 'postgres-connection-use warning', 'above 0.8, for 10 min'],
    ['OM-CAP-03, OM-ALERT-09', 'host-disk info', 'above 0.7, for 1 h'],
    ['OM-ALERT-09', 'host-disk warning', 'above 0.8, for 5 min'],
    ['OM-ALERT-07, OM-ALERT-09', 'host-disk warning', 'above 0.9, for 5 min'],
    ['OM-MET-06', 'backup-ages', 'targets 3600, targets 86400'],
    ['OM-ALERT-01', 'probe-failing-regions-home critical', 'above 1, for 1 min'],
    ['OM-ALERT-06', 'http-error-ratio warning', 'above 0.01, for 10 min'],
    ['OM-MET-09', 'http-latency-versus-last-week info', 'above 1.2, for 1 h'],
    ['OM-MET-07', 'postgres-slow-query-count', '> 1'],
    ['OM-INC-02', 'data-integrity critical', 'above 0, for 0 s'],
    ['OM-ALERT-04', 'security-breach critical', 'above 0, for 0 s'],
    ['OM-MET-09', 'host-disk-days-until-full info', 'below 30, for 1 h'],
    ['OM-ALERT-08', 'host-memory warning', 'above 0.9, for 5 min'],
    ['OM-CAP-02', 'host-cpu info', 'above 0.7, for 30 min'],
    ['OM-ALERT-02', 'postgres-unreachable critical', 'above 0, for 1 min'],
    ['OM-VER-02', 'drill-durations', 'targets 900'],
    ['OM-CAP-01', 'postgres-utilisation info', 'above 0.8, for 15 min'],
    ['OM-VND-01', 'vendor-availability-cloud', 'targets 0.999'],
    ['OM-VND-03', 'vendor-status-page info', 'above 1, for 10 min'],
    ['OM-RET-01', 'daily', 'keep 30 d, copies 30'],
    ['OM-RET-01', 'weekly', 'keep 84 d, copies 12'],
    ['OM-RET-01', 'monthly', 'keep 366 d, copies 12'],
    [
      'OM-ALERT-11, OM-VER-01',
      'database',
      'source.major 15, source.port 5432, longestRun 1 h, minimumSize 1000000, expectedSize 20000000000',
    ],
    ['OM-BKP-01, OM-ENV-03', 'database runs', 'schedule 0 2 * * * UTC'],
    ['OM-VER-02', 'weekly-restore', 'schedule 0 9 * * 0 UTC, overdueAfter 8 d, atMost 15 min'],
    ['OM-ALERT-11, OM-VER-01', 'full-system', 'longestRun 2 h, minimumSize 1000000, expectedSize 40000000000'],
    ['OM-RET-01', 'full-system runs', 'schedule 0 3 * * 0 UTC'],
    ['OM-RET-01', 'full-system runs', 'schedule 0 4 1 * * UTC'],
    ['OM-VER-03, OM-OBJ-01', 'monthly-full', 'overdueAfter 35 d, atMost 2 h'],
    [
      'OM-OBJ-01',
      'database',
      'rpo 1 h, rto 15 min, restore.size 20000000000, restore.bytesPerSecond 150000000, restore.provisioning 3 min, restore.verification 4 min, restore.clientSwitch 2 min',
    ],
    [
      'OM-OBJ-01',
      'full system',
      'rto 2 h, restore.size 40000000000, restore.bytesPerSecond 40000000, restore.provisioning 20 min, restore.verification 30 min, restore.clientSwitch 10 min',
    ],
    ['OM-ESC-01', 'onCall escalations critical', 'steps.after 15 min, loops 3'],
    ['OM-ESC-01, OM-CHN-01, OM-INC-01', 'onCall escalations critical steps', 'after 0 s'],
    ['OM-ESC-02', 'onCall escalations warning', 'loops 1'],
    ['OM-CHN-03', 'onCall escalations warning steps', 'after 0 s'],
    ['OM-ESC-02', 'onCall escalations warning steps', 'after 1 h'],
  ]);
});

it('operations-manual counts a month of new accounts, data, requests, page views and uses of features', () => {
  const { dashboards = [] } = operationsManual.evaluate().declaration ?? {};
  const shown = distinctSignals(dashboards).filter(({ meets }) => meets.includes('OM-MET-08'));
  expect(shown.map(({ id }) => id)).toEqual([
    'monthly-growth-registrations',
    'monthly-growth-database',
    'monthly-growth-requests',
    'monthly-growth-page-views',
    'monthly-growth-feature-uses',
  ]);
});
