import { Duration } from '../../model/duration';
import { checkTier, Retention } from '../../model/retention';

const days = Duration.days;
const told = (...given: Parameters<typeof checkTier>) =>
  checkTier(...given).map(({ rule, where, what, given: was, mend }) => [rule, where, what, was, mend]);

describe('the ages of a tier', () => {
  it('may end with the lock, of the posture or its own, but not before it', () => {
    const tier = Retention.tier('daily', days(30));
    expect(checkTier('shop', tier, days(30))).toEqual([]);
    expect(checkTier('shop', tier, undefined)).toEqual([]);
    expect(checkTier('shop', { ...tier, lock: days(7) }, days(90))).toEqual([]);
    expect(told('shop', tier, days(31))).toEqual([
      [
        'bad-retention',
        'shop',
        'a lock that outlives its expiry',
        'tier "daily" expires after 30 d, locked for 31 d',
        'keep the tier at least as long as the lock',
      ],
    ]);
  });

  it.each([
    ['STANDARD_IA', 30],
    ['GLACIER_IR', 90],
    ['DEEP_ARCHIVE', 180],
  ] as const)('leave %s no earlier than %i days after the move, for which S3 bills', (storageClass, least) => {
    const kept = (keep: number) => Retention.tier('monthly', days(keep), { coldStorage: { after: days(60), storageClass } });
    expect(checkTier('shop', kept(60 + least), undefined)).toEqual([]);
    expect(told('shop', kept(60 + least - 1), undefined)).toEqual([
      [
        'bad-retention',
        'shop',
        'cold storage that is left before its billed minimum',
        `tier "monthly" stays ${days(least - 1)} in ${storageClass}`,
        `keep it ${least} d after the move, or choose a warmer class`,
      ],
    ]);
    expect(told('shop', kept(50), undefined)[0]?.[3]).toBe(`tier "monthly" stays 0 s in ${storageClass}`);
  });
});
