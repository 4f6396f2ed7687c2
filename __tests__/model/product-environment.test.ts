import { Duration } from '../../model/duration';
import { contactPointOf, environmentsOf, tiersIn, wakes } from '../../model/product-environment';
import { Retention } from '../../model/retention';
import { severities } from '../../model/severity';
import { goodDrill } from '../support/sample-drill';
import { daily, databaseArchive, databaseBackup, sampleEnvironment, sampleProduct } from '../support/sample-product';

describe('the tiers of a bucket', () => {
  it('are those that runs and people fill in it, in the order of their declaration', () => {
    const manual = Retention.tier('manual', Duration.days(30));
    const elsewhere = Retention.tier('elsewhere', Duration.days(60));
    const run = { ...databaseBackup.runs[0], tier: elsewhere };
    const environment = sampleEnvironment({
      tiers: [manual, elsewhere, daily],
      backups: [
        { ...databaseBackup, onDemand: manual },
        { ...databaseBackup, name: 'off-project', target: 'foreign-bucket', runs: [run] },
      ],
    });
    expect(tiersIn(environment, 'bucket').map(({ name }) => name)).toEqual(['manual', 'daily']);
    expect(tiersIn(environment, 'foreign-bucket').map(({ name }) => name)).toEqual(['elsewhere']);
  });
});

describe('a product', () => {
  const manual = Retention.tier('manual', Duration.days(10));
  const pitr = { store: 'database', window: Duration.days(7), granularity: Duration.minutes(1), meets: [] };
  const duty = {
    name: 'rotation',
    title: 'Rotation',
    doneBy: 'people',
    owner: 'lead',
    overdueAfter: Duration.days(100),
    severity: 'info',
    meets: [],
  } as const;
  const product = sampleProduct({
    id: 'sh',
    tiers: [daily, manual],
    backups: [
      { ...databaseBackup, onDemand: manual },
      { ...databaseBackup, name: 'files' },
    ],
    backupsIn: { development: ['files'] },
    archives: [databaseArchive],
    pointInTimeRecovery: [pitr],
    duties: [duty],
  });

  it('becomes its environments, each with what its posture keeps of it', () => {
    const brief = environmentsOf(product, { 'sh-production': [goodDrill] }).map((environment) => ({
      names: [environment.id, environment.place, environment.bucketName],
      tiers: environment.tiers.map(({ name, keep }) => `${name} ${keep}`),
      backups: environment.backups.map(({ name, runs, drills, onDemand }) =>
        [name, runs[0].tier.keep, drills[0].tier.keep, onDemand?.keep ?? '-'].join(' '),
      ),
      further: [environment.archives, environment.pointInTimeRecovery, environment.duties, environment.drillResults].map(
        (list) => list.length,
      ),
    }));
    expect(brief).toEqual([
      {
        names: ['sh-production', 'shop / production', 'sh-production-backups'],
        tiers: ['daily 30 d', 'manual 10 d'],
        backups: ['database 30 d 30 d 10 d', 'files 30 d 30 d -'],
        further: [1, 1, 1, 1],
      },
      {
        names: ['sh-staging', 'shop / staging', 'sh-staging-backups'],
        tiers: ['daily 14 d', 'manual 10 d'],
        backups: ['database 14 d 14 d 10 d', 'files 14 d 14 d -'],
        further: [0, 0, 0, 0],
      },
      {
        names: ['sh-development', 'shop / development', 'sh-development-backups'],
        tiers: ['daily 7 d', 'manual 7 d'],
        backups: ['files 7 d 7 d -'],
        further: [0, 0, 0, 0],
      },
    ]);
  });

  it('caps the tier that people fill, too', () => {
    const byHand = { ...databaseBackup, onDemand: Retention.tier('by-hand', Duration.days(90)) };
    expect(sampleEnvironment({ backups: [byHand] }, 'staging').backups[0]?.onDemand?.keep).toEqual(Duration.days(14));
    expect(sampleEnvironment({ backups: [byHand] }).backups[0]?.onDemand?.keep).toEqual(Duration.days(90));
  });

  it('has no tiers where nothing is backed up, and the bucket name that it states', () => {
    const [, , development] = environmentsOf(sampleProduct());
    expect([development?.backups, development?.tiers]).toEqual([[], []]);
    expect(sampleEnvironment({ bucketName: 'shop-copies' }).bucketName).toBe('shop-copies');
  });

  it('tells each severity or channel its own contact point where people are paged, and one for all elsewhere', () => {
    const [production, staging] = [sampleEnvironment(), sampleEnvironment({}, 'staging')];
    expect(severities.map((severity) => contactPointOf(production, severity))).toEqual(
      severities.map((severity) => `shop-production-${severity}`),
    );
    expect(contactPointOf(production, 'warning', 'stakeholders')).toBe('shop-production-stakeholders');
    expect(contactPointOf(staging, 'critical', 'stakeholders')).toBe('shop-staging-warning');
    expect(severities.filter((severity) => wakes(production, severity)).sort()).toEqual(['critical', 'error']);
    expect(severities.filter((severity) => wakes(staging, severity))).toEqual([]);
  });
});

describe('a tier under a posture', () => {
  it('keeps what it says where the limit is no shorter, and loses its count and its cold storage where it is', () => {
    const tier = Retention.cycle('monthly', 12, {
      coldStorage: { after: Duration.days(30), storageClass: 'GLACIER_IR' },
      lock: Duration.days(5),
      meets: ['R-1'],
    });
    expect(Retention.capped(tier, undefined)).toBe(tier);
    expect(Retention.capped(tier, tier.keep)).toBe(tier);
    expect(Retention.capped(tier, Duration.days(14))).toEqual({
      name: 'monthly',
      prefix: 'monthly/',
      keep: Duration.days(14),
      lock: Duration.days(5),
      meets: ['R-1'],
    });
    expect(Retention.tier('plain', Duration.days(1))).toEqual({ name: 'plain', prefix: 'plain/', keep: Duration.days(1), meets: [] });
    expect(Object.keys(Retention.tier('plain', Duration.days(1)))).toEqual(['name', 'prefix', 'keep', 'meets']);
  });
});
