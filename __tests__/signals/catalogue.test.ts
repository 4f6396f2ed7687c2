import { Duration } from '../../model/duration';
import { pages } from '../../model/severity';
import { above, percent } from '../../model/signal';
import { units } from '../../model/unit';
import * as catalogue from '../../signals';
import { burnRate } from '../../signals/burn-rate';
import { logBasedMetrics } from '../../signals/log-based-metrics';
import { sundayNight } from '../support/sample-product';
import { everySignal, instances } from './every-signal';
import { promise, scope, shop } from './fixtures';

describe('the catalogue', () => {
  it('has every entry in the list that all tests run over', () => {
    const exported = Object.fromEntries(
      Object.entries(catalogue).map(([namespace, entries]) => [
        namespace,
        Object.entries(entries)
          .filter(([, value]) => typeof value === 'function')
          .map(([name]) => name)
          .sort(),
      ]),
    );
    expect(Object.fromEntries(Object.entries(everySignal).map(([namespace, entries]) => [namespace, Object.keys(entries).sort()]))).toEqual(
      exported,
    );
  });

  it.each(instances.map(({ entry, signal }) => [`${entry} ${signal.id}`, signal] as const))('%s says what it is', (_name, signal) => {
    expect(signal.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(signal.title).not.toBe('');
    expect(signal.meaning).toMatch(/[.]$/);
    expect(Object.keys(units)).toContain(signal.unit);
    expect(signal.legend).not.toBe('');
    expect(signal.expression(scope)).not.toMatch(/undefined|NaN|\[object|\[0s/);
    expect(signal.sample === undefined).toBe(signal.dataSource === 'loki' || signal.id === 'heartbeat');
  });

  it('tells what to look at first for everything that pages, or names the subject whose commands a runbook has', () => {
    const silent = instances.filter(
      ({ signal }) =>
        signal.tiers.some(({ severity }) => pages(severity)) && signal.firstChecks.length === 0 && signal.subject === undefined,
    );
    expect([...new Set(silent.map(({ entry }) => entry))]).toEqual([]);
  });

  it('says what usually mends whatever pages, where no runbook knows it from the declaration', () => {
    const silent = instances.filter(
      ({ signal }) => signal.tiers.some(({ severity }) => pages(severity)) && signal.fix === undefined && signal.subject === undefined,
    );
    expect([...new Set(silent.map(({ entry }) => entry))]).toEqual([]);
  });

  it('takes silence of probes and of sources for a fault, and of everything else for silence', () => {
    const alerting = [...new Set(instances.filter(({ signal }) => signal.noData === 'alerting').map(({ entry }) => entry))];
    expect(alerting.sort()).toEqual([
      'backup.backupSignals',
      'dataSource.health',
      'host.up',
      'postgres.unreachable',
      'postgres.up',
      'probe.failingRegions',
      'probe.scraped',
      'probe.up',
      'redis.up',
    ]);
  });

  it('has one rule a source that tells its health, and it pages', () => {
    const health = instances.filter(({ signal }) => signal.dataSourceHealth);
    expect(
      health.map(({ entry, signal }) => [entry, signal.dataSource, signal.noData, signal.tiers.map(({ severity }) => severity)]),
    ).toEqual([
      ['dataSource.health', 'prometheus', 'alerting', ['error']],
      ['dataSource.health', 'google', 'alerting', ['error']],
      ['dataSource.health', 'loki', 'alerting', ['error']],
    ]);
  });

  it('never lets maintenance mute backups, certificates, breaches, payments, objectives or health', () => {
    const immutable = [...new Set(instances.filter(({ signal }) => !signal.mutable).map(({ entry }) => entry.split('.')[0]))];
    expect(immutable.sort()).toEqual(['backup', 'business', 'certificate', 'dataSource', 'monitoring', 'security', 'slo']);
    // An intruder may wait for a window.
    const signIn = instances.filter(({ entry }) => /^security\.(breach|failedLogins|authenticationErrorRatio)$/.test(entry));
    expect(signIn.length).toBeGreaterThan(2);
    expect(signIn.filter(({ signal }) => signal.mutable).map(({ entry }) => entry)).toEqual([]);
  });
});

describe('an entry', () => {
  it('takes its id and title from the service that it looks at, so that two of a kind can stand in one product', () => {
    const { id, title } = catalogue.http.errorRatio({ component: 'backend', service: 'backend' });
    expect({ id, title }).toEqual({ id: 'http-error-ratio-backend', title: 'Error ratio: backend' });
  });

  it('lets the caller say everything better', () => {
    const said = {
      id: 'x',
      title: 'T',
      meaning: 'M.',
      legend: 'L',
      fix: 'X.',
      mutable: false,
      panel: 'stat',
      noData: 'keep-last',
      meets: ['R-1'],
      targets: [0.01],
    } as const;
    expect(catalogue.http.errorRatio({ component: 'app', ...said, firstChecks: ['F'] })).toMatchObject({
      ...said,
      firstChecks: [{ text: 'F' }],
    });
  });

  it('lets what is left undefined take the default', () => {
    expect(catalogue.http.errorRatio({ component: 'app', title: undefined as never }).title).toBe('Error ratio');
  });

  it('is zero-filled, guarded against no traffic, and narrowed by service, route and further labels', () => {
    const signal = catalogue.http.errorRatio({
      component: 'app',
      service: 'backend',
      routes: ['/a.b', '/c/:id'],
      matchers: { namespace: 'shop' },
      minimumRequests: 10,
      tiers: { critical: above(percent(5)) },
    });
    const labels = 'product="shop",environment="production",service="backend",namespace="shop",route=~"/a\\\\.b|/c/:id"';
    const all = `sum by (service) (increase(http_request_duration_seconds_count{${labels}}[5m]))`;
    const bad = `sum by (service) (increase(http_request_duration_seconds_count{${labels},status_code=~"5.."}[5m]))`;
    expect(signal.expression(scope)).toBe(`(${bad} or 0 * ${all}) / (${all} >= 10)`);
  });

  it('counts failing regions of uptime checks by the display name that the checks are given', () => {
    const signal = catalogue.probe.failingRegions({ component: 'app', dataSource: 'google', probe: 'health' });
    expect(signal.expression(scope)).toBe(
      'sum by (check_id) (monitoring_googleapis_com:uptime_check_check_passed{monitored_resource="uptime_url",check_id=~"shop-production-health-.+"} == bool 0)',
    );
  });

  it('measures connections against what the server leaves to applications', () => {
    expect(catalogue.postgres.connectionUse({ component: 'db' }).expression(scope)).toContain('pg_settings_superuser_reserved_connections');
  });
});

describe('backup signals', () => {
  const signals = catalogue.backup.backupSignals(shop('aws'));

  it('carry every alarm of the closed set, the watcher, the archive and the routine', () => {
    expect(
      signals.map(({ id, tiers }) => [
        id,
        ...tiers.map(({ severity, limit, for: held }) => `${severity} ${limit.comparison} ${limit.value} ${held.toShort()}`),
      ]),
    ).toEqual([
      ['database-daily-failed', 'error above 0 0s'],
      ['database-daily-age', 'error above 51300 0s', 'critical above 86400 0s'],
      ['database-daily-size', 'error below 100000000 0s'],
      ['database-daily-shrunk', 'error below 0.5 0s'],
      ['database-daily-duration', 'error above 3600 0s'],
      ['database-monthly-failed', 'error above 0 0s'],
      ['database-monthly-age', 'error above 2686500 0s'],
      ['database-monthly-size', 'error below 100000000 0s'],
      ['database-monthly-shrunk', 'error below 0.5 0s'],
      ['database-monthly-duration', 'error above 3600 0s'],
      ['database-weekly-restore-drill-failed', 'error above 0 0s'],
      ['database-weekly-restore-drill-age', 'error above 691200 0s'],
      ['database-weekly-restore-drill-duration', 'warning above 1440 0s', 'error above 1800 0s'],
      ['database-archive-base-failed', 'error above 0 0s'],
      ['database-archive-base-age', 'error above 98100 0s'],
      ['database-archive-base-size', 'error below 20000000 0s'],
      ['database-archive-base-shrunk', 'error below 0.5 0s'],
      ['database-archive-base-duration', 'error above 7200 0s'],
      ['database-archive-physical-restore-drill-failed', 'error above 0 0s'],
      ['database-archive-physical-restore-drill-age', 'error above 691200 0s'],
      ['database-archive-physical-restore-drill-duration', 'warning above 1440 0s', 'error above 1800 0s'],
      ['backup-watcher', 'error below 3 2h'],
      ['database-wal-lag', 'error above 900 0s', 'critical above 2700 0s'],
      ['routine-report-age', 'warning above 90000 0s'],
    ]);
  });

  it('keep the requirements and the word of the runbook on their tiers', () => {
    expect(signals[0]?.tiers).toMatchObject([{ meets: ['S-ALERT-01', 'S-ALERT-02'], runbookSeverity: 'standard' }]);
    expect(signals.find(({ id }) => id === 'database-archive-base-age')?.tiers.map(({ meets }) => meets)).toEqual([['S-ALERT-04']]);
    expect(signals.find(({ id }) => id === 'database-wal-lag')?.tiers.map(({ meets }) => meets)).toEqual([['S-ALERT-03'], ['S-ALERT-03']]);
  });

  it('read Prometheus names on AWS and custom metrics on Google, over one missed look', () => {
    const labels = 'product="shop",environment="production"';
    expect(signals[1]?.expression(scope)).toBe(
      `max by (backup, tier) (last_over_time(opskeep_backup_age_seconds{${labels},backup="database",tier="daily"}[150m]))`,
    );
    expect(catalogue.backup.backupSignals(shop('google'))[1]?.expression(scope)).toBe(
      `max by (backup, tier) (last_over_time(custom_googleapis_com:opskeep_backup_age_seconds{${labels},monitored_resource="generic_task",backup="database",tier="daily"}[150m]))`,
    );
  });

  it('take a missing figure of waiting log, and of the watcher itself, for a fault: the query of the one is not built into the exporter', () => {
    expect(signals.filter(({ noData }) => noData === 'alerting').map(({ id }) => id)).toEqual(['backup-watcher', 'database-wal-lag']);
  });

  it('go to the component of the store, else to the one that takes everything', () => {
    expect([...new Set(signals.map(({ component }) => component))]).toEqual(['database', 'shop']);
  });
});

describe('service level objectives', () => {
  it('have no rounding error in their budget', () => {
    expect(burnRate(0.999, () => 'r', { long: Duration.hours(1), short: Duration.minutes(5), factor: 14.4, severity: 'critical' })).toBe(
      '((((r) / 0.001) < ((r) / 0.001)) or ((r) / 0.001))',
    );
  });

  it('show availability without planned work beside the promise, which counts it', () => {
    const panel = catalogue.slo.availability({ component: 'app', slo: { ...promise, probe: 'health' }, plannedWork: [sundayNight] });
    const probed = 'probe_success{product="shop",environment="production",probe="health"}';
    expect(panel.extra.map(({ expression }) => expression(scope))).toEqual([
      `avg(avg_over_time((${probed} unless on () (day_of_week() == 0 and 60 * hour() + minute() >= 120 and 60 * hour() + minute() < 240))[30d:5m]))`,
    ]);
  });

  it('refuse planned work in another zone, whose hours PromQL does not know', () => {
    const panel = catalogue.slo.availability({
      component: 'app',
      slo: { ...promise, probe: 'health' },
      plannedWork: [{ ...sundayNight, zone: 'Asia/Ho_Chi_Minh' }],
    });
    expect(() => panel.extra[0]?.expression(scope)).toThrow('planned work that PromQL, whose clock is UTC, cannot leave out');
  });
});

describe('log-based metrics', () => {
  it('have names of their own and do not take the deploy identity for an intruder', () => {
    const metrics = Object.values(logBasedMetrics);
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    const deployIdentity = 'deploy@shop.example';
    for (const metric of [
      logBasedMetrics.privilegedGrants,
      logBasedMetrics.keyCreations,
      logBasedMetrics.backupPolicyChanges,
      logBasedMetrics.keyChanges,
      logBasedMetrics.keyVersionChanges,
    ]) {
      expect(metric.filter({ deployIdentity })).toContain(`AND NOT protoPayload.authenticationInfo.principalEmail="${deployIdentity}"`);
    }
  });
});
