import { ArtifactRegistryRepository } from '@cdktf/provider-google/lib/artifact-registry-repository';
import { ArtifactRegistryRepositoryIamMember } from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { BackupCryptoKey, BackupKeyRing } from '../../backup/google/crypto-key';
import { type GoogleProps, labelsOf } from '../../backup/google/place';
import type { ServiceIdentity } from '../../backup/google/service-identity';
import { inSeconds } from '../../backup/google/vendor-limits';

export interface ImageRepositoryProps extends GoogleProps {
  /** Name within the project and location. */
  readonly name: string;
}

/** How long layers of a push that got no tag stay. */
const keepUntagged = Duration.days(14);

/**
 * Where the image of the jobs lies. A tag is pushed once and never moves. Only untagged images expire: jobs name theirs by digest, and
 * one that is gone would end every backup.
 */
export class ImageRepository extends Construct {
  private readonly repository: ArtifactRegistryRepository;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const { place } = props;
    const ring = new BackupKeyRing(this, 'ring', { ...props, name: 'images' });
    const key = new BackupCryptoKey(this, 'key', { ...props, ring, name: 'images' });
    key.grantUse('registry-agent', `serviceAccount:service-${place.projectNumber}@gcp-sa-artifactregistry.iam.gserviceaccount.com`);
    this.repository = new ArtifactRegistryRepository(this, 'repository', {
      project: place.project,
      location: place.location,
      repositoryId: props.name,
      format: 'DOCKER',
      description: 'Images of the jobs of opskeep',
      labels: labelsOf(props),
      kmsKeyName: key.keyId,
      dockerConfig: { immutableTags: true },
      vulnerabilityScanningConfig: { enablementConfig: 'INHERITED' },
      cleanupPolicyDryRun: false,
      cleanupPolicies: [{ id: 'untagged', action: 'DELETE', condition: { tagState: 'UNTAGGED', olderThan: inSeconds(keepUntagged) } }],
      dependsOn: [...key.grants],
      lifecycle: { preventDestroy: true },
    });
  }

  /** `<location>-docker.pkg.dev/<project>/<name>`, before the name of the image. */
  get url(): string {
    const { location, project, repositoryId } = this.repository;
    return `${location}-docker.pkg.dev/${project}/${repositoryId}`;
  }

  /** Lets an account push images; it deletes none. */
  letPush(account: ServiceIdentity): void {
    new ArtifactRegistryRepositoryIamMember(account, 'push-images', {
      project: this.repository.project,
      location: this.repository.location,
      repository: this.repository.name,
      role: 'roles/artifactregistry.writer',
      member: account.member,
    });
  }
}
