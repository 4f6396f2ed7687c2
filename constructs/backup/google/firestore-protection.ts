import { FirestoreBackupSchedule } from '@cdktf/provider-google/lib/firestore-backup-schedule';
import { FirestoreDatabase } from '@cdktf/provider-google/lib/firestore-database';
import { Construct } from 'constructs';
import type { PointInTimeRecovery } from '../../../model/backup';
import { Duration } from '../../../model/duration';
import type { Weekday } from '../../../model/schedule';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import type { GoogleProps } from './place';
import { firestoreBackupRetention, inSeconds, recoveryWindow } from './vendor-limits';

export interface FirestoreProtectionProps extends GoogleProps {
  /** Id of the database. @default `(default)` */
  readonly database?: string;
  /** Versions of the last 7 days inside of the database. @default none are kept */
  readonly pointInTimeRecovery?: PointInTimeRecovery;
  /** How long Firestore's own daily backup is kept, at most 14 weeks; it chooses the hour. @default 30 days */
  readonly dailyBackup?: Duration;
  /** Day of Firestore's own weekly backup and how long it is kept, at most 14 weeks. @default Sunday, 12 weeks */
  readonly weeklyBackup?: { readonly day: Weekday; readonly keep: Duration };
  /** Whether the database exists already and is taken over as it is. @default it exists */
  readonly existing?: boolean;
  readonly meets?: readonly string[];
}

/**
 * Point-in-time recovery, deletion protection and Firestore's own backups. All of it dies with the project, and the first with the
 * database: exports to another project ({@link FirestoreExport}) carry what must outlive both.
 */
export class FirestoreProtection extends Construct {
  /** Id of the database, e.g. `(default)`. */
  readonly database: string;

  constructor(scope: Construct, id: string, props: FirestoreProtectionProps) {
    super(scope, id);
    const where = this.node.path;
    const { pointInTimeRecovery } = props;
    const protect = props.protect ?? true;
    const name = props.database ?? '(default)';
    if (pointInTimeRecovery !== undefined) recoveryWindow(where, pointInTimeRecovery.window);
    const database = new FirestoreDatabase(this, 'database', {
      name,
      project: props.place.project,
      locationId: props.place.location,
      type: 'FIRESTORE_NATIVE',
      pointInTimeRecoveryEnablement: `POINT_IN_TIME_RECOVERY_${pointInTimeRecovery === undefined ? 'DISABLED' : 'ENABLED'}`,
      deleteProtectionState: protect ? 'DELETE_PROTECTION_ENABLED' : 'DELETE_PROTECTION_DISABLED',
      // Leaving the state must never delete data.
      deletionPolicy: 'ABANDON',
      lifecycle: { preventDestroy: protect },
    });
    recordRetained(database, 'source');
    if (props.existing ?? true) database.importFrom(`projects/${props.place.project}/databases/${name}`);
    recordMeets(database, [...(props.meets ?? []), ...(pointInTimeRecovery?.meets ?? [])]);
    this.database = database.name;

    const weekly = props.weeklyBackup ?? { day: 'sunday', keep: Duration.weeks(12) };
    new FirestoreBackupSchedule(this, 'daily', {
      project: props.place.project,
      database: database.name,
      retention: inSeconds(firestoreBackupRetention(where, props.dailyBackup ?? Duration.days(30))),
      dailyRecurrence: {},
    });
    new FirestoreBackupSchedule(this, 'weekly', {
      project: props.place.project,
      database: database.name,
      retention: inSeconds(firestoreBackupRetention(where, weekly.keep)),
      weeklyRecurrence: { day: weekly.day.toUpperCase() },
    });
  }
}
