import { SecretManagerSecretIamMember } from '@cdktf/provider-google/lib/secret-manager-secret-iam-member';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { GooglePlace } from './place';

/** A secret that exists in Secret Manager; its value never passes through here. */
export interface SecretReference {
  /** Short id of the secret within the project. */
  readonly secretId: string;
  /** @default `latest`, read anew at each start */
  readonly version?: string;
}

/** Secrets by the environment variable that carries them into a job. */
export type Secrets = Readonly<Record<string, SecretReference>>;

export interface JobSecretsProps {
  readonly place: GooglePlace;
  readonly secrets: Secrets;
  /** The account that may read them. */
  readonly member: string;
}

/** The right of one account to read the secrets of its jobs. */
export class JobSecrets extends Construct {
  readonly secrets: Secrets;
  /** What a job waits for: Cloud Run refuses a secret that the account cannot read. */
  readonly grants: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: JobSecretsProps) {
    super(scope, id);
    this.secrets = props.secrets;
    const ids = [...new Set(Object.values(props.secrets).map((secret) => secret.secretId))].sort();
    this.grants = ids.map(
      (secretId) =>
        new SecretManagerSecretIamMember(this, secretId, {
          project: props.place.project,
          secretId,
          role: 'roles/secretmanager.secretAccessor',
          member: props.member,
        }),
    );
  }
}
