import { megabytes } from '../../../model/bytes';
import type { DrillResult } from '../../../model/drill-result';
import { Duration } from '../../../model/duration';
import type { ProductDeclaration } from '../../../model/product';
import { environmentsOf } from '../../../model/product-environment';
import { checkDrillPlaces, readDrills } from '../../../model/proofs/drill-results';
import { objectiveMatrix } from '../../../model/proofs/objective-matrix';
import { checkRecoveryTimes, recoveryTime } from '../../../model/proofs/recovery-time';
import { Retention } from '../../../model/retention';
import { goodDrill, measuredObjective } from '../../support/sample-drill';
import { daily, databaseArchive, databaseBackup, sampleEnvironment, sampleProduct, weeklyRestore } from '../../support/sample-product';

const production = (changes: Partial<ProductDeclaration>, ...drills: readonly DrillResult[]) => {
  const [environment] = environmentsOf(sampleProduct(changes), { 'shop-production': drills });
  if (environment === undefined) throw new Error('the sample product has a production');
  return environment;
};
const within = (minutes: number) => [{ ...measuredObjective, rto: Duration.minutes(minutes) }];
const proven = (...drills: readonly DrillResult[]) => {
  const { restore } = measuredObjective;
  if (restore === undefined) throw new Error('the objective has a restore path');
  return recoveryTime(production({}, ...drills), restore);
};

describe('the recovery time proof', () => {
  it('adds telling somebody, provisioning, retrieval, the transfer, verification and the switch of the clients, each by itself', () => {
    // Scrape 1 min, evaluation 1 min, group wait 30 s, delivery 1 min; 90 GB at 150 MB/s take 10 min.
    expect(proven()).toEqual({
      takes: Duration.seconds(23 * 60 + 30),
      because:
        'physical restore: told after 3 min 30 s, 3 min to provision, retrieved at once, 10 min for 90 GB at 150 MB/s (unmeasured), 5 min to verify, 2 min to switch the clients',
      measured: undefined,
    });
  });

  it('accepts exactly the bound and refuses a second less', () => {
    const objectives = (seconds: number) => [{ ...measuredObjective, rto: Duration.seconds(seconds) }];
    expect(checkRecoveryTimes(production({ objectives: objectives(1410) }))).toEqual([]);
    expect(checkRecoveryTimes(production({ objectives: objectives(1409) }))).toMatchObject([
      {
        rule: 'rto-not-met',
        where: 'shop / production / database',
        given: 'rto 23 min 29 s',
        allowed:
          'at least 23 min 30 s: physical restore: told after 3 min 30 s, 3 min to provision, retrieved at once, 10 min for 90 GB at 150 MB/s (unmeasured), 5 min to verify, 2 min to switch the clients',
      },
    ]);
  });

  it('takes the rate that a drill has measured, and says when', () => {
    expect(proven(goodDrill)).toMatchObject({
      takes: Duration.seconds(43 * 60 + 30),
      because:
        'physical restore: told after 3 min 30 s, 3 min to provision, retrieved at once, 30 min for 90 GB at 50 MB/s (measured on 2027-01-04), 5 min to verify, 2 min to switch the clients',
    });
    expect(checkRecoveryTimes(production({ objectives: within(40) }))).toEqual([]);
    expect(checkRecoveryTimes(production({ objectives: within(40) }, goodDrill)).map(({ rule }) => rule)).toEqual(['rto-not-met']);
  });

  it('takes the newest good result of that drill of that backup, which measured a rate', () => {
    const { bytesPerSecond: _, ...uncounted } = goodDrill;
    const later = { finished: '2027-02-01T18:30:00Z', bytesPerSecond: megabytes(90) };
    const older = { ...goodDrill, finished: '2026-12-28T18:30:00Z', bytesPerSecond: megabytes(10) };
    const others = [
      { ...goodDrill, ...later, ok: false, failures: ['rows are missing'] },
      { ...goodDrill, ...later, backup: 'files' },
      { ...goodDrill, ...later, drill: 'monthly' },
      { ...uncounted, finished: later.finished },
    ];
    expect(proven(older, ...others, goodDrill).measured).toBe(goodDrill);
    expect(proven(goodDrill, older).measured).toBe(goodDrill);
    expect(proven(...others).measured).toBeUndefined();
  });

  it('marks in the matrix what no drill has measured', () => {
    const marks = (...drills: readonly DrillResult[]) =>
      objectiveMatrix(production({ objectives: within(60) }, ...drills)).map(({ unmeasured }) => unmeasured);
    expect(marks()).toEqual([true]);
    expect(marks(goodDrill)).toEqual([undefined]);
  });

  it('refuses a drill that the environment does not have', () => {
    const [objective] = within(60);
    const restore = objective?.restore;
    const objectives = [
      {
        ...measuredObjective,
        ...(restore === undefined ? {} : { restore: { ...restore, measuredBy: { backup: 'databse', drill: 'weekly-restore' } } }),
      },
    ];
    expect(checkRecoveryTimes(production({ objectives }))).toMatchObject([{ rule: 'unknown-drill', given: '"databse / weekly-restore"' }]);
  });

  it.each(['provisioning', 'verification', 'clientSwitch'] as const)('counts every second of %s', (addend) => {
    const { restore } = measuredObjective;
    if (restore === undefined) throw new Error('the objective has a restore path');
    const longer = { ...restore, [addend]: restore[addend].plus(Duration.seconds(1)) };
    expect(recoveryTime(production({}), longer).takes).toEqual(Duration.seconds(1411));
  });

  it('counts the 12 h that deep storage lets a reader wait, where the copy goes there on the day it is made', () => {
    const stored = (after: Duration, storageClass: 'DEEP_ARCHIVE' | 'GLACIER_IR' = 'DEEP_ARCHIVE') => {
      const [backup, ...others] = sampleProduct({}).backups;
      if (backup === undefined) throw new Error('the sample product has a backup');
      const tier = Retention.cycle('daily', 400, { coldStorage: { after, storageClass } });
      const [drill] = backup.drills;
      const { restore } = measuredObjective;
      if (restore === undefined) throw new Error('the objective has a restore path');
      const path = { ...restore, measuredBy: { backup: backup.name, drill: drill.name } };
      return recoveryTime(production({ backups: [{ ...backup, drills: [{ ...drill, tier }] }, ...others] }), path);
    };
    expect(stored(Duration.zero).takes).toEqual(Duration.seconds(1410).plus(Duration.hours(12)));
    expect(stored(Duration.zero).because).toContain('3 min to provision, 12 h to retrieve, 10 min for 90 GB');
    expect(stored(Duration.days(1)).takes).toEqual(Duration.seconds(1410));
    expect(stored(Duration.zero, 'GLACIER_IR').takes).toEqual(Duration.seconds(1410));
  });

  it('reads the storage class from the tier of the drill that measures it, and from no other', () => {
    const { restore } = measuredObjective;
    if (restore === undefined) throw new Error('the objective has a restore path');
    const tier = Retention.cycle('daily', 400, { coldStorage: { after: Duration.zero, storageClass: 'DEEP_ARCHIVE' } });
    const cold = { ...weeklyRestore, tier };
    const other = { ...databaseBackup, name: 'files', drills: [cold] as const };
    const takes = (backups: ProductDeclaration['backups']) => recoveryTime(production({ backups }), restore).takes;
    expect(takes([other, databaseBackup])).toEqual(Duration.seconds(1410));
    expect(takes([{ ...databaseBackup, drills: [{ ...cold, name: 'yearly' }, weeklyRestore] }])).toEqual(Duration.seconds(1410));
    expect(takes([databaseBackup, other])).toEqual(Duration.seconds(1410));
    const { measuredBy: _none, ...unmeasured } = restore;
    expect(recoveryTime(production({ backups: [other] }), unmeasured).takes).toEqual(Duration.seconds(1410));
  });

  it('asks nothing of an objective without a recovery time or without a way to restore', () => {
    const { rto: _rto, ...untimed } = measuredObjective;
    const { restore: _restore, ...undescribed } = measuredObjective;
    expect(checkRecoveryTimes(production({ objectives: [untimed, undescribed] }))).toEqual([]);
    const cold = Retention.cycle('monthly', 12, { coldStorage: { after: Duration.days(30), storageClass: 'DEEP_ARCHIVE' } });
    expect(checkRecoveryTimes(production({ objectives: [untimed], tiers: [daily, cold] }))).toEqual([]);
  });

  it('knows the drill of an archive', () => {
    const restore = { ...measuredObjective.restore, measuredBy: { backup: 'database-archive', drill: 'physical-restore' } };
    const objectives = [{ ...measuredObjective, restore: restore as NonNullable<typeof measuredObjective.restore> }];
    expect(checkRecoveryTimes(production({ objectives, archives: [databaseArchive] }))).toEqual([]);
  });

  it('refuses a tier whose retrieval alone is longer than any objective', () => {
    const cold = Retention.cycle('monthly', 12, { coldStorage: { after: Duration.days(30), storageClass: 'DEEP_ARCHIVE' } });
    expect(checkRecoveryTimes(sampleEnvironment({ tiers: [daily, cold] }))).toMatchObject([
      {
        rule: 'rto-not-met',
        where: 'shop / production / tier monthly',
        given: 'rto 1 h',
        allowed: 'at least 12 h: retrieval from DEEP_ARCHIVE; STANDARD_IA and GLACIER_IR answer at once',
      },
    ]);
  });

  it('asks nothing where the environment promises no objectives', () => {
    expect(checkRecoveryTimes(sampleEnvironment({ objectives: within(1) }, 'staging'))).toEqual([]);
  });
});

describe('committed results of drills', () => {
  it('are read as their jobs wrote them', () => {
    expect(readDrills({ 'shop-production': [JSON.parse(JSON.stringify(goodDrill))] })).toEqual({
      results: { 'shop-production': [goodDrill] },
      findings: [],
    });
  });

  it.each([
    ['of another format', { ...goodDrill, format: 2 }],
    ['that contradicts itself', { ...goodDrill, ok: false }],
    ['without a time', { ...goodDrill, finished: 'yesterday' }],
    ['that is no object', 'good'],
  ])('tell one %s with its place, and use the others', (_, bad) => {
    const { results, findings } = readDrills({ 'shop-production': [goodDrill, bad] });
    expect(results).toEqual({ 'shop-production': [goodDrill] });
    expect(findings).toMatchObject([{ level: 'error', rule: 'bad-drill-result', where: 'drills/results.json / shop-production / 2' }]);
  });

  it('belong to a product environment', () => {
    expect(checkDrillPlaces({ 'shop-production': [] }, [sampleEnvironment()])).toEqual([]);
    expect(checkDrillPlaces({ 'shop-prod': [] }, [sampleEnvironment()])).toMatchObject([
      { rule: 'unknown-product-environment', given: '"shop-prod"', allowed: 'shop-production' },
    ]);
  });
});
