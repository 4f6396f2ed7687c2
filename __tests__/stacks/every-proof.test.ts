/** The assembly asks every proof: a product that breaks one thing is told so by its rule and at its place, and of nothing else. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from '../../model/duration';
import type { Duty } from '../../model/duty';
import type { Receiver } from '../../model/on-call';
import { type ProductDeclaration, product } from '../../model/product';
import { Retention } from '../../model/retention';
import type { Routine } from '../../model/routine';
import { Schedule } from '../../model/schedule';
import { above, type Signal, signal } from '../../model/signal';
import { UTC } from '../../model/time-zone';
import { answers, incidentClass } from '../../model/vocabulary';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { withoutCreationTraces } from '../../stacks/synthesis';
import { daily, databaseBackup, sampleProduct, sundayNight, weeklyRestore } from '../support/sample-product';

const { name: _name, id: _id, ...sample } = sampleProduct({ environments: ['production'] });
const known = [{ name: 'shop', environments: ['production'], inputs: [] }];

/** What is found of the changed product and not of the sample as it is, as `level rule, place`. */
function told(changes: Partial<ProductDeclaration>, inSettings: object = {}): readonly string[] {
  const { settings, findings: misread } = Settings.check(inSettings, known);
  expect(misread).toEqual([]);
  const usual = found(sample, Settings.none);
  return found({ ...sample, ...changes }, settings).filter((finding) => !usual.includes(finding));
}

function found(declaration: ProductDeclaration, settings: Settings): readonly string[] {
  const shop = product('shop', () => declaration);
  const { findings } = withoutCreationTraces(() => assemble([shop], settings, join(tmpdir(), 'opskeep-every-proof')));
  return [...new Set(findings.map(({ level, rule, where }) => `${level} ${rule}, ${where}`))];
}

const signalOf = (id: string, more: Partial<Parameters<typeof signal>[0]>): Signal =>
  signal({ id, title: id, meaning: id, component: 'api', unit: 'count', expression: () => 'x', ...more });
const dashboard = (name: string, ...panels: readonly Signal[]) => ({
  name,
  title: name,
  rows: [{ title: 'All', panels }],
  links: [],
  meets: [],
});
const shown = (...panels: readonly Signal[]): Partial<ProductDeclaration> => ({ dashboards: [dashboard('main', ...panels)] });
const toDomain: Receiver = { kind: 'email', address: 'ops@{domain}', meets: [] };
const promising = (changes: Partial<(typeof sample.objectives)[number]>): Partial<ProductDeclaration> => ({
  objectives: sample.objectives.map((objective) => ({ ...objective, ...changes })),
});
const window = { ...sundayNight, meets: [] };
const routine: Routine = {
  name: 'integrity',
  title: 'Integrity',
  schedule: Schedule.daily('05:00', UTC),
  command: ['opskeep', 'integrity-check'],
  longestRun: Duration.minutes(5),
  missedAfter: Duration.hours(26),
  owner: 'lead',
  readsDatabase: true,
  meets: [],
};
const cleanUp: Duty = {
  name: 'clean-up',
  title: 'Clean-up',
  doneBy: 'the application',
  owner: 'lead',
  schedule: Schedule.daily('02:30', UTC),
  after: 'database',
  overdueAfter: Duration.hours(26),
  severity: 'warning',
  meets: [],
};
const certificate = { standard: 'PCI DSS', reviewed: '2026-11-02', reviewEvery: Duration.days(365) };
const atOnce = { provisioning: Duration.zero, verification: Duration.zero, clientSwitch: Duration.zero };
const slowCopy = { by: 'hand', size: 1e9, bytesPerSecond: 1e6, ...atOnce };
const foreign = { ...weeklyRestore, schedule: Schedule.weekly('monday', '18:00', 'Asia/Ho_Chi_Minh') };
const restoring = { response: 'at once', phases: [{ name: 'restore', bound: '', restoresFrom: Duration.hours(1) }] };
const bothPage = { error: above(0.01).for(Duration.minutes(1)), critical: above(0.02).for(Duration.minutes(9)) };

interface Mistake {
  readonly what: string;
  readonly changes?: Partial<ProductDeclaration>;
  readonly settings?: object;
  readonly findings: readonly string[];
}

const mistakes: readonly Mistake[] = [
  {
    what: 'two components of one name',
    changes: { components: [...sample.components, ...sample.components] },
    findings: ['error duplicate-name, shop'],
  },
  { what: 'an owner whom nobody knows', changes: { owner: 'somebody' }, findings: ['error unknown-owner, shop / owner'] },
  {
    what: 'a requirement that nobody wrote',
    changes: { stores: sample.stores.map((store) => ({ ...store, meets: ['OM-ALERT-99'] })) },
    findings: ['error unknown-requirement, shop / meets'],
  },
  {
    what: 'a severity without a channel',
    changes: { channels: sample.channels.filter(({ name }) => name !== 'info') },
    findings: ['error alert-reaches-nobody, shop / channel info'],
  },
  {
    what: 'alerting that nobody watches, with the reason',
    changes: { withoutDeadManSwitch: 'we have no account of AWS' },
    findings: ['note alerting-unwatched, shop / production'],
  },
  {
    what: 'a routine that reads a database which is not there',
    changes: { backups: [], objectives: [], tiers: [], routines: [routine] },
    // Its switch stands in no backup stack then, and asks for an account of its own.
    findings: ['error routine-without-database, shop / integrity', 'warning placeholder, shop-production-dead-man-switch'],
  },
  {
    what: 'a check of a drill that its task cannot make and nobody records',
    changes: { backups: [{ ...databaseBackup, drills: [{ ...weeklyRestore, checks: [...weeklyRestore.checks, answers('/health')] }] }] },
    findings: ['error check-that-nobody-makes, shop / weekly-restore'],
  },
  {
    what: 'more planned work than an objective leaves',
    changes: {
      slos: [{ name: 'availability', title: 'Availability', component: 'api', objective: 0.999, meets: [] }],
      maintenance: [{ ...window, takesDown: true }],
    },
    findings: ['error budget-spent-on-planned-work, shop / objective availability'],
  },
  {
    what: 'incidents whose service comes back when the time is over',
    changes: { incidentClasses: [incidentClass('P0', 'critical', restoring)] },
    findings: ['error recovery-begins-too-late, shop / incident class P0'],
  },
  {
    what: 'a contact without an address',
    changes: { contacts: [{ name: 'dba', title: 'DBA', address: undefined, meets: [] }] },
    findings: ['warning value-not-set, shop / contacts'],
  },
  {
    what: 'a vendor of whom a fact is open',
    changes: { vendors: [{ title: 'Host', facts: { Support: undefined }, meets: [] }] },
    findings: ['warning value-not-set, shop / vendors'],
  },
  {
    what: 'a certificate of a vendor whose day nobody has confirmed',
    changes: { vendors: [{ title: 'Payments', facts: {}, certification: { ...certificate, assumed: true }, meets: [] }] },
    findings: ['warning value-not-set, shop / vendors'],
  },
  {
    what: 'a bucket name that says nothing of its product',
    changes: { bucketName: 'backups' },
    findings: ['error common-bucket-name, shop / production / bucket'],
  },
  {
    what: 'a recovery point that is lost before a run has ended',
    changes: promising({ rpo: Duration.hours(24) }),
    findings: ['error rpo-not-met, shop / production / database', 'error told-too-late, shop / production / database'],
  },
  {
    what: 'a loss that is told once it has happened',
    changes: promising({ rpo: Duration.hours(26) }),
    findings: ['error told-too-late, shop / production / database'],
  },
  {
    what: 'a recovery time below what a restore takes',
    changes: promising({ rto: Duration.seconds(1), restore: slowCopy }),
    findings: ['error rto-not-met, shop / production / database'],
  },
  {
    what: 'a tier that nothing fills',
    changes: { tiers: [daily, Retention.cycle('monthly', 12)] },
    findings: ['error tier-without-producer, shop / production / retention'],
  },
  {
    what: 'a schedule in another zone',
    changes: { backups: [{ ...databaseBackup, drills: [foreign] }] },
    findings: ['error foreign-time-zone, shop / production / weekly-restore'],
  },
  ...(['region', 'copyRegion'] as const).map((key) => ({
    what: `a ${key} outside of the allowed places`,
    changes: { locations: { allowed: ['eu-central-1'], meets: [] } },
    settings: { defaults: { aws: { [key]: 'eu-west-1' } } },
    findings: ['error location-not-allowed, shop / production'],
  })),
  {
    what: 'two copies in one place',
    settings: { defaults: { aws: { region: 'eu-west-1', copyRegion: 'eu-west-1' } } },
    findings: ['error copies-share-fate, shop / production / shop-production-backups'],
  },
  {
    what: 'a window that stops a backup',
    changes: { maintenance: [{ ...window, stops: ['weekly-restore'], weekday: 'monday', start: { hour: 17, minute: 0 } }] },
    findings: ['error window-stops-backup, shop / production / weekly-restore'],
  },
  {
    what: 'a duty that starts before the backup has ended',
    changes: { duties: [cleanUp] },
    findings: ['error starts-before-backup-ends, shop / production / clean-up'],
  },
  {
    what: 'two tiers of a signal that both page for one fault',
    changes: shown(signalOf('http-error-ratio', { tiers: bothPage })),
    findings: ['error pages-twice, shop / production'],
  },
  {
    what: 'a dashboard whose uid is that of another one',
    changes: { dashboards: [{ ...dashboard('main'), seedUid: 'shop-production-second' }, dashboard('second')] },
    settings: { grafana: { dedicatedTo: 'shop' } },
    findings: ['error duplicate-name, shop / production / dashboard second'],
  },
  {
    what: 'a text that speaks of an input which nobody declared',
    changes: { inputs: [], channels: sample.channels.map((channel) => ({ ...channel, receivers: [...channel.receivers, toDomain] })) },
    findings: ['critical', 'error', 'warning', 'info'].map((name) => `error unknown-input, shop / production / channel ${name}`),
  },
  {
    what: 'a label that the product does not allow',
    changes: { ...shown(signalOf('orders', { legend: '{{user_id}}' })), compliance: { answers: [], labels: { allowed: [], meets: [] } } },
    findings: ['error label-not-allowed, shop / production / orders'],
  },
  {
    what: 'an alarm on silence that nobody turned on',
    settings: { defaults: { aws: { accountId: '111122223333' } } },
    findings: ['warning not-enrolled, shop / production'],
  },
];

describe('the sample product', () => {
  it.each(mistakes)('is told of $what', ({ changes = {}, settings, findings }) => {
    expect(told(changes, settings)).toEqual(findings);
  });
});

it('a product that leaves its time zone open is read in UTC, and told so once, whatever its environments', () => {
  const { zone: _zone, ...open } = { ...sample, environments: ['production', 'staging'] as const };
  const usual = found({ ...open, zone: UTC }, Settings.none);
  expect(found(open, Settings.none).filter((finding) => !usual.includes(finding))).toEqual(['warning zone-not-set, shop']);
  expect(product('shop', () => open).evaluate().declaration).toMatchObject({ zone: 'UTC', zoneAssumed: true });
});
