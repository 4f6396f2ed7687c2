import { FirestoreDatabase } from '@cdktf/provider-google/lib/firestore-database';
import { Construct } from 'constructs';
import { type GooglePlace, type GoogleProps, prefixOf } from './place';

/**
 * A database that drills restore into. It stands ready, because whoever may create and delete databases in a project may delete the
 * real one as well; drills empty it before and after.
 */
export class ScratchDatabase extends Construct {
  readonly place: GooglePlace;
  /** Id of the database. */
  readonly database: string;

  constructor(scope: Construct, id: string, props: GoogleProps) {
    super(scope, id);
    const database = new FirestoreDatabase(this, 'database', {
      name: `${prefixOf(props)}-drill`,
      project: props.place.project,
      locationId: props.place.location,
      type: 'FIRESTORE_NATIVE',
      pointInTimeRecoveryEnablement: 'POINT_IN_TIME_RECOVERY_DISABLED',
      deleteProtectionState: 'DELETE_PROTECTION_DISABLED',
      deletionPolicy: 'DELETE',
    });
    this.place = props.place;
    this.database = database.name;
  }
}
