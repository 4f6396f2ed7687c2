import { IamWorkloadIdentityPool } from '@cdktf/provider-google/lib/iam-workload-identity-pool';
import { IamWorkloadIdentityPoolProvider } from '@cdktf/provider-google/lib/iam-workload-identity-pool-provider';
import { ServiceAccountIamMember } from '@cdktf/provider-google/lib/service-account-iam-member';
import { Construct } from 'constructs';
import type { GooglePlace } from '../../backup/google/place';
import type { ServiceIdentity } from '../../backup/google/service-identity';
import { githubIssuer } from '../github';

export interface GithubIdentityProps {
  readonly place: GooglePlace;
  /** The repository as the `sub` claim of its tokens names it. */
  readonly repository: string;
}

/** A deleted pool keeps its name for 30 days (Google IAM). */
const poolId = 'opskeep-ci';

/** GitHub Actions as an identity provider of the project, for one repository. */
export class GithubIdentity extends Construct {
  /** What CI names when it asks for a token. */
  readonly providerName: string;
  private readonly place: GooglePlace;
  private readonly pool: IamWorkloadIdentityPool;

  constructor(scope: Construct, id: string, props: GithubIdentityProps) {
    super(scope, id);
    this.place = props.place;
    this.pool = new IamWorkloadIdentityPool(this, 'pool', {
      project: props.place.project,
      workloadIdentityPoolId: poolId,
      displayName: 'opskeep CI',
      description: 'Jobs of GitHub Actions that plan and deploy opskeep',
    });
    const provider = new IamWorkloadIdentityPoolProvider(this, 'provider', {
      project: props.place.project,
      workloadIdentityPoolId: this.pool.workloadIdentityPoolId,
      workloadIdentityPoolProviderId: 'github',
      displayName: 'GitHub Actions',
      attributeMapping: { 'google.subject': 'assertion.sub' },
      // The issuer speaks for every repository of GitHub.
      attributeCondition: `assertion.sub.startsWith("repo:${props.repository}:")`,
      oidc: { issuerUri: githubIssuer },
    });
    this.providerName = provider.name;
  }

  /** Lets jobs with exactly these subjects act as a service account. */
  letAct(account: ServiceIdentity, subjects: readonly string[]): void {
    const pool = `projects/${this.place.projectNumber}/locations/global/workloadIdentityPools/${poolId}`;
    for (const [index, subject] of subjects.entries()) {
      new ServiceAccountIamMember(account, `github-${index}`, {
        serviceAccountId: account.accountId,
        role: 'roles/iam.workloadIdentityUser',
        member: `principal://iam.googleapis.com/${pool}/subject/${subject}`,
        dependsOn: [this.pool],
      });
    }
  }
}
