import {
  cloudWatchDimensions,
  cloudWatchNamespace,
  googleMetricType,
  googlePromqlGauge,
  prometheusGauge,
  watcherHeartbeat,
} from '../../model/backup-metrics';
import {
  archiveBucketName,
  copyBucketName,
  offProjectBucketName,
  recordsBucketName,
  secondProviderBucketName,
} from '../../model/bucket-names';

/** Names that stand in deployed buckets, metrics and alarms: another one would begin anew with nothing. */
describe('names that outlive a release', () => {
  it('of buckets', () => {
    expect([
      archiveBucketName('shop-production', 'database'),
      copyBucketName('shop-production-backups'),
      recordsBucketName('shop-production-backups'),
      offProjectBucketName('shop-production-backups'),
      secondProviderBucketName('shop-production'),
    ]).toEqual([
      'shop-production-database-wal',
      'shop-production-backups-copy',
      'shop-production-backups-records',
      'shop-production-backups-off-project',
      'shop-production-backups-second-provider',
    ]);
  });

  it('of gauges in each place that reads them', () => {
    expect([prometheusGauge, googleMetricType, googlePromqlGauge].map((name) => name(watcherHeartbeat))).toEqual([
      'opskeep_backup_watcher_heartbeat',
      'custom.googleapis.com/opskeep_backup_watcher_heartbeat',
      'custom_googleapis_com:opskeep_backup_watcher_heartbeat',
    ]);
    expect(cloudWatchNamespace).toBe('opskeep/backup');
    const scope = { product: 'shop', environment: 'production', zone: 'UTC' };
    expect(cloudWatchDimensions(scope)).toEqual({ product: 'shop', environment: 'production' });
    expect(cloudWatchDimensions(scope, { backup: 'database' })).toEqual({ product: 'shop', environment: 'production', backup: 'database' });
  });
});
