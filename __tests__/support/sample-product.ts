import type { Backup, ContinuousArchive, Drill } from '../../model/backup';
import { gigabytes, megabytes } from '../../model/bytes';
import { Duration } from '../../model/duration';
import type { MaintenanceWindow } from '../../model/maintenance';
import type { Person, Rota } from '../../model/on-call';
import { type DeclaredProduct, type ProductDeclaration, product } from '../../model/product';
import { environmentsOf, type ProductEnvironment } from '../../model/product-environment';
import { Retention } from '../../model/retention';
import type { Routine } from '../../model/routine';
import { Schedule } from '../../model/schedule';
import { UTC } from '../../model/time-zone';

/** A small product that satisfies every proof; tests change one thing and watch. */

const lead: Person = { role: 'lead', title: 'Team lead', email: 'lead@shop.example', meets: [] };
const engineer: Person = { role: 'engineer', title: 'On-call engineer', email: undefined, meets: [] };
const primary: Rota = {
  name: 'primary',
  title: 'Primary',
  zone: UTC,
  members: [engineer],
  turn: Duration.weeks(1),
  external: false,
  meets: [],
};

export const daily = Retention.cycle('daily', 30);

export const weeklyRestore: Drill = {
  name: 'weekly-restore',
  title: 'Weekly restore',
  schedule: Schedule.weekly('monday', '18:00', UTC),
  tier: daily,
  overdueAfter: Duration.days(8),
  atMost: Duration.hours(1),
  checks: [{ kind: 'rows', table: 'orders', atLeast: 1, meets: [] }],
  meets: [],
};

export const databaseBackup: Backup = {
  name: 'database',
  title: 'Database',
  store: 'database',
  source: { kind: 'postgres', major: 15, port: 5432, database: 'shop', managed: false, schemaObject: true },
  owner: 'lead',
  runs: [{ schedule: Schedule.daily('02:00', UTC), tier: daily, meets: [] }],
  objectName: 'shop_backup',
  longestRun: Duration.minutes(45),
  minimumSize: megabytes(1),
  expectedSize: gigabytes(20),
  carriesRpo: true,
  target: 'bucket',
  drills: [weeklyRestore],
  meets: [],
  alarmsMeet: [],
};

export const sundayNight: MaintenanceWindow = {
  name: 'sunday',
  title: 'Weekly maintenance',
  weekday: 'sunday',
  start: { hour: 2, minute: 0 },
  duration: Duration.hours(2),
  zone: 'UTC',
  firstOfMonth: false,
  stops: [],
  meets: ['S-MNT-01'],
};

/** An archive with both kinds of base backups. */
export const databaseArchive: ContinuousArchive = {
  store: 'database',
  source: { kind: 'postgres', major: 15, port: 5433, database: 'shop', managed: false, schemaObject: false },
  owner: 'lead',
  archiveTimeout: Duration.minutes(5),
  uploadTime: Duration.minutes(1),
  fullBackup: Schedule.weekly('sunday', '01:00', 'UTC'),
  incrementalBackup: Schedule.daily('01:30', 'UTC'),
  keepFullBackups: 4,
  longestRun: Duration.minutes(45),
  minimumSize: megabytes(20),
  expectedSize: gigabytes(40),
  drill: {
    name: 'physical-restore',
    title: 'Weekly restore from the archive',
    schedule: Schedule.weekly('monday', '20:00', 'UTC'),
    overdueAfter: Duration.days(8),
    atMost: Duration.minutes(30),
    warnAbove: Duration.minutes(24),
    checks: [{ kind: 'rows', table: 'orders', atLeast: 1, meets: ['R-ROWS'] }],
    meets: ['R-DRILL'],
  },
  lag: { error: Duration.minutes(15), critical: Duration.minutes(45) },
  meets: ['R-WAL'],
  alarmsMeet: ['R-ALARM'],
  lagAlarmsMeet: [],
};

/** A routine that reads the database. */
export const integrityCheck: Routine = {
  name: 'integrity-check',
  title: 'Data integrity check',
  schedule: Schedule.daily('05:00', UTC),
  command: ['opskeep', 'integrity-check'],
  readsDatabase: true,
  longestRun: Duration.minutes(30),
  missedAfter: Duration.hours(26),
  owner: 'lead',
  meets: [],
};
const escalation = {
  steps: [
    { after: Duration.zero, notify: [primary], meets: [] },
    { after: Duration.minutes(15), notify: [lead], meets: [] },
  ],
  loops: 1,
  meets: [],
} as const;

const declaration: ProductDeclaration = {
  title: 'Shop',
  cloud: 'aws',
  zone: UTC,
  owner: 'lead',
  dataClass: 'internal',
  environments: ['production', 'staging', 'development'],
  inputs: [],
  components: [{ name: 'api', title: 'API', meets: [] }],
  stores: [{ name: 'database', title: 'PostgreSQL', meets: [] }],
  probes: [],
  dashboards: [],
  baseline: { inherited: [], overridden: {}, notApplicable: {} },
  slos: [],
  tiers: [daily],
  backups: [databaseBackup],
  archives: [],
  pointInTimeRecovery: [],
  // One run a day: 24 h, its run time of 45 min and the start window of 15 min; a missing one is told within 27 h 8 min.
  objectives: [{ name: 'database', store: 'database', rpo: Duration.hours(28), rto: Duration.hours(1), assumed: false, meets: [] }],
  routines: [],
  channels: [
    { name: 'critical', owner: 'lead', receivers: [{ kind: 'pagerduty', meets: [] }], repeat: Duration.hours(4), meets: [] },
    { name: 'error', owner: 'lead', receivers: [{ kind: 'pagerduty', meets: [] }], repeat: Duration.hours(4), meets: [] },
    { name: 'warning', owner: 'lead', receivers: [{ kind: 'slack', channel: '#shop', meets: [] }], repeat: Duration.hours(12), meets: [] },
    {
      name: 'info',
      owner: 'lead',
      receivers: [{ kind: 'email', address: 'ops@shop.example', meets: [] }],
      repeat: Duration.hours(24),
      meets: [],
    },
  ],
  onCall: {
    team: 'Shop',
    people: [lead, engineer],
    rotas: [primary],
    escalations: { critical: escalation, error: escalation },
    catchAll: 'api',
  },
  incidentClasses: [],
  contacts: [],
  notices: [],
  maintenance: [],
  meets: { environments: [], store: [], encryption: [], copies: [], schedules: [], paging: [], monitoring: [] },
};

/** The sample product with some fields replaced. */
export function sampleProduct(changes: Partial<ProductDeclaration> = {}): DeclaredProduct {
  const { declaration: declared } = product('shop', () => ({ ...declaration, ...changes })).evaluate();
  if (declared === undefined) throw new Error('the sample product cannot be evaluated');
  return declared;
}

/** One environment of the sample product, production unless another is named. */
export function sampleEnvironment(changes: Partial<ProductDeclaration> = {}, environment = 'production'): ProductEnvironment {
  const found = environmentsOf(sampleProduct(changes)).find((candidate) => candidate.environment === environment);
  if (found === undefined) throw new Error(`the sample product has no ${environment}`);
  return found;
}
