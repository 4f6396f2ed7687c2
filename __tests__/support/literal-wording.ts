import type { Backup } from '../../model/backup';
import { gigabytes, megabytes } from '../../model/bytes';
import { Duration } from '../../model/duration';
import type { DeclaredProduct } from '../../model/product';
import { Schedule } from '../../model/schedule';
import type { Severity } from '../../model/severity';
import { UTC } from '../../model/time-zone';
import { atMinute, maintenanceWindow } from '../../model/vocabulary';

/** What a runbook literally says where the declaration resolves it, as plain data. */
export interface LiteralWording {
  readonly product: string;
  readonly changes: (declared: DeclaredProduct) => Partial<DeclaredProduct>;
  /** How grave the runbook calls a failed backup. @default error, as declared */
  readonly failedBackup?: Severity;
  /** Uids of dashboards, the same in each environment. @default those that are declared */
  readonly dashboardUids?: readonly string[];
  /** The requirement behind each finding, by the rule and place of the finding. */
  readonly explains: readonly (readonly [finding: RegExp, requirement: string])[];
}

const onDisk = (backup: Backup): Backup => ({ ...backup, target: 'local-disk' });

const onlyRuns = (backup: Backup, ...schedules: readonly [Schedule, ...Schedule[]]): Backup => {
  const [first, ...others] = schedules.map((schedule) => ({ schedule, tier: backup.runs[0].tier, meets: [] }));
  return first === undefined ? backup : { ...backup, runs: [first, ...others] };
};

const vietnam = 'Asia/Ho_Chi_Minh';

/** Exports at 03:00 and 18:00 carry an RPO of 1 h; settings and code end in a folder; work without an end; 15 min are over when people begin. */
const carenow: LiteralWording = {
  product: 'carenow',
  changes: (declared) => ({
    pointInTimeRecovery: [],
    tiers: declared.tiers.filter(({ name }) => name !== 'recent'),
    backups: declared.backups
      .filter(({ name }) => name !== 'firestore-recent')
      .map((backup) => ({ ...backup, carriesRpo: false }))
      .map((backup) => (['configuration', 'code'].includes(backup.name) ? onDisk(backup) : backup))
      .map((backup) => (backup.name === 'auth' ? onlyRuns(backup, Schedule.daily('03:00', vietnam)) : backup))
      .map((backup) => (backup.name === 'firestore' ? { ...backup, carriesRpo: true } : backup)),
    maintenance: [
      maintenanceWindow('weekly', {
        title: 'Sunday from 02:00 on',
        weekday: 'sunday',
        from: '02:00',
        duration: Duration.hours(22),
        zone: vietnam,
        stops: ['firestore', 'uploads', 'configuration', 'full-system', 'code'],
      }),
    ],
    incidentClasses: declared.incidentClasses.map((incidentClass) =>
      incidentClass.severity !== 'critical'
        ? incidentClass
        : {
            ...incidentClass,
            phases: [
              { name: 'detection', bound: '0-5 min' },
              { name: 'response', bound: '5-15 min' },
              { name: 'resolution', bound: '15 min and later', restoresFrom: Duration.minutes(15) },
            ],
          },
    ),
  }),
  explains: [
    [/^(rpo-not-met|told-too-late|objective-unwatched) carenow \/ production \/ (database|accounts|firestore)$/, 'CN-OBJ-04'],
    [/^no-off-host-copy carenow \/ production \/ configuration$/, 'CN-BKP-05'],
    [/^no-off-host-copy carenow \/ production \/ code$/, 'CN-BKP-07'],
    [/^window-stops-backup carenow /, 'CN-MNT-02'],
    [/^recovery-begins-too-late carenow /, 'CN-OBJ-05'],
  ],
};

/** One run a day for an RPO of 24 h, into a bucket called "backups" or the working folder. */
const lifeManager: LiteralWording = {
  product: 'life-manager',
  changes: ({ backups }) => ({
    bucketName: 'backups',
    environments: ['production'],
    backups: backups.map((backup) => onDisk(onlyRuns(backup, Schedule.daily('02:00', UTC)))),
  }),
  explains: [
    [/^common-bucket-name life-manager /, 'LM-ENV-03'],
    [/^no-off-host-copy life-manager /, 'LM-BKP-04'],
    [/^(rpo-not-met|told-too-late) life-manager \/ production \/ database$/, 'LM-OBJ-02'],
  ],
};

/** Dumps on the disk of the host, transaction logs that nobody archives, monthly copies that no job makes, a second level for office hours. */
const allodoc: LiteralWording = {
  product: 'allodoc',
  changes: ({ backups, objectives, maintenance, onCall }) => ({
    archives: [],
    backups: backups.map((backup) => {
      const local = onDisk({ ...backup, carriesRpo: backup.name === 'database' });
      return backup.name === 'full-system' ? onlyRuns(local, Schedule.weekly('sunday', '07:00', UTC)) : local;
    }),
    objectives: objectives.map((objective) =>
      objective.name !== 'database'
        ? objective
        : {
            ...objective,
            restore: {
              by: 'safety dump, then restore of the dump',
              size: gigabytes(200),
              bytesPerSecond: megabytes(100),
              provisioning: Duration.zero,
              verification: Duration.zero,
              clientSwitch: Duration.zero,
            },
          },
    ),
    maintenance: maintenance.map((window) => ({ ...window, stops: ['database', 'files'] })),
    onCall: {
      ...onCall,
      escalations: {
        critical: { ...onCall.escalations.critical, steps: withoutManager(onCall) },
        error: { ...onCall.escalations.error, steps: withoutManager(onCall) },
      },
    },
  }),
  failedBackup: 'warning',
  explains: [
    [/^no-off-host-copy allodoc /, 'AD-BKP-05'],
    [/^rpo-not-met allodoc \/ production \/ database$/, 'AD-OBJ-05'],
    [/^rpo-not-met allodoc \/ production \/ critical data$/, 'AD-BKP-08'],
    [/^told-too-late allodoc \/ production \/ database$/, 'AD-BKP-08'],
    [/^rto-not-met allodoc \/ production \/ database$/, 'AD-OBJ-02'],
    [/^tier-without-producer allodoc /, 'AD-RET-03'],
    [/^window-stops-backup allodoc /, 'AD-MNT-04'],
    [/^on-call-hole allodoc /, 'AD-ESC-02'],
    [/^backup-failure-unheard allodoc /, 'AD-ALERT-08'],
  ],
};

/** The primary, then the secondary, who is there in office hours. */
function withoutManager({ rotas }: DeclaredProduct['onCall']): DeclaredProduct['onCall']['escalations']['critical']['steps'] {
  const [primary, secondary] = rotas;
  if (primary === undefined || secondary === undefined) throw new Error('the runbook names two rotas');
  return [atMinute(0, [primary]), atMinute(5, [secondary])];
}

/** Backups under /backups, two hours of maintenance mode a week beside 99.9 %, and dashboards with the uids of everybody. */
const mobileMatrix: LiteralWording = {
  product: 'mobile-matrix',
  changes: ({ backups, maintenance, objectives }) => ({
    backups: backups.map((backup) => onDisk({ ...backup, carriesRpo: false })),
    // The runbook states no objective for data; those that are declared are our reading.
    objectives: objectives.filter(({ assumed }) => !assumed),
    maintenance: maintenance.map((window) => ({ ...window, takesDown: true, stops: ['database', 'full-system'] })),
  }),
  failedBackup: 'info',
  dashboardUids: ['mobile-matrix', 'infrastructure', 'application', 'database'],
  explains: [
    [/^no-off-host-copy mobile-matrix /, 'MM-BKP-04'],
    [/^window-stops-backup mobile-matrix /, 'MM-MNT-02'],
    [/^budget-spent-on-planned-work mobile-matrix /, 'MM-MNT-04'],
    [/^duplicate-name mobile-matrix \/ staging \/ /, 'MM-DASH-05'],
    [/^backup-failure-unheard mobile-matrix /, 'MM-ALERT-11'],
  ],
};

/** The end of a backup is information for the next business day. */
const operationsManual: LiteralWording = {
  product: 'operations-manual',
  changes: () => ({}),
  failedBackup: 'info',
  explains: [[/^backup-failure-unheard operations-manual /, 'OM-ALERT-11']],
};

export const literalWordings: readonly LiteralWording[] = [carenow, lifeManager, allodoc, mobileMatrix, operationsManual];
