import { KmsCryptoKey } from '@cdktf/provider-google/lib/kms-crypto-key';
import { KmsCryptoKeyIamMember } from '@cdktf/provider-google/lib/kms-crypto-key-iam-member';
import { KmsKeyRing } from '@cdktf/provider-google/lib/kms-key-ring';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { recordMeets } from '../../coverage';
import { recordRetained } from '../../retained';
import { type GooglePlace, type GoogleProps, labelsOf, prefixOf, serviceAgents } from './place';
import { inSeconds } from './vendor-limits';

/** Time between a request to destroy a key version and its end. It cannot be changed later without a new key. */
const destroyScheduled = Duration.days(30);

export interface BackupKeyRingProps extends GoogleProps {
  /** Last part of the ring's name. A deleted ring keeps its name for ever. @default `backup` */
  readonly name?: string;
}

/** A key ring in the location of the stores that its keys protect; Cloud Storage takes no key from elsewhere. */
export class BackupKeyRing extends Construct {
  readonly place: GooglePlace;
  /** `projects/<project>/locations/<location>/keyRings/<name>`. */
  readonly keyRingId: string;

  constructor(scope: Construct, id: string, props: BackupKeyRingProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    const ring = new KmsKeyRing(this, 'ring', {
      name: `${prefixOf(props)}-${props.name ?? 'backup'}`,
      project: props.place.project,
      location: props.place.location,
      lifecycle: { preventDestroy: props.protect ?? true },
    });
    this.place = props.place;
    this.keyRingId = ring.id;
  }
}

export interface BackupCryptoKeyProps extends Omit<GoogleProps, 'place'> {
  readonly ring: BackupKeyRing;
  /** @default `backup` */
  readonly name?: string;
  /** How often a new version takes over. @default 90 days */
  readonly rotation?: Duration;
  readonly meets?: readonly string[];
}

/**
 * A key for stores. Destroying it would destroy every version and with them every backup that was ever written under it,
 * so a protected key refuses to be destroyed, and a version that somebody schedules for destruction waits 30 days.
 * The storage service agent of the ring's project may use it.
 */
export class BackupCryptoKey extends Construct {
  /** `<key ring id>/cryptoKeys/<name>`. */
  readonly keyId: string;
  private readonly users: KmsCryptoKeyIamMember[] = [];

  constructor(scope: Construct, id: string, props: BackupCryptoKeyProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    const key = new KmsCryptoKey(this, 'key', {
      name: props.name ?? 'backup',
      keyRing: props.ring.keyRingId,
      purpose: 'ENCRYPT_DECRYPT',
      rotationPeriod: inSeconds(props.rotation ?? Duration.days(90)),
      destroyScheduledDuration: inSeconds(destroyScheduled),
      labels: labelsOf(props),
      lifecycle: { preventDestroy: props.protect ?? true },
    });
    recordMeets(key, props.meets ?? []);
    this.keyId = key.id;
    this.grantUse('storage-agent', serviceAgents.storage(props.ring.place.projectNumber));
  }

  /** What a store has to wait for: without the grants its creation is refused. */
  get grants(): readonly ITerraformDependable[] {
    return this.users;
  }

  /** Lets an account encrypt and decrypt, e.g. the service agent of another service that stores data under the key. */
  grantUse(id: string, member: string): void {
    this.users.push(
      new KmsCryptoKeyIamMember(this, id, { cryptoKeyId: this.keyId, role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter', member }),
    );
  }
}
