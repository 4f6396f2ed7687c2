import type { App } from 'cdktf';
import { deployStatements, neverEnd, planStatements } from '../constructs/bootstrap/aws/ci-rights';
import { CiRole } from '../constructs/bootstrap/aws/ci-role';
import { GithubIdentity } from '../constructs/bootstrap/aws/github-identity';
import { ImageRepository } from '../constructs/bootstrap/aws/image-repository';
import { StateBucket } from '../constructs/bootstrap/aws/state-bucket';
import { applySubject, planSubjects } from '../constructs/bootstrap/github';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { BaseStack } from './base-stack';
import { bootstrapTags, ciRepository, statesOf } from './bootstrap-inputs';
import { globalInput } from './environment-inputs';
import { handOver } from './outputs';
import { addTaggedAwsProvider } from './providers';

/**
 * Stack `bootstrap-aws`: what has to be there before CI deploys anything on AWS. It belongs to no product, and people deploy it: CI may
 * not change what gives it its rights.
 */
export class BootstrapAwsStack extends BaseStack {
  constructor(app: App, settings: Settings, environments: readonly ProductEnvironment[]) {
    super(app, 'bootstrap-aws', { state: settings.state });
    const place = {
      accountId: globalInput(this, settings, 'bootstrapAws.accountId'),
      region: globalInput(this, settings, 'bootstrapAws.region'),
    };
    addTaggedAwsProvider(this, { id: 'aws', ...place, tags: bootstrapTags });
    const states = new StateBucket(this, 'state', { place, bucketName: globalInput(this, settings, 'bootstrapAws.stateBucket') });
    const images = new ImageRepository(this, 'images', { place, name: 'opskeep' });
    const identity = new GithubIdentity(this, 'github');
    const ci = ciRepository(this, settings);
    const served = environments.filter((environment) => isServed(environment, settings));
    const look = [...planStatements(place, [...new Set(served.flatMap(bucketBeginnings))]), neverEnd];

    const planner = new CiRole(this, 'plan', {
      name: 'opskeep-ci-plan',
      description: 'Plans opskeep in CI; changes nothing',
      identity,
      subjects: planSubjects(ci),
      statements: [...states.readStatements(['*']), ...look],
    });
    const publisher = new CiRole(this, 'publish', {
      name: 'opskeep-ci-publish',
      description: 'Pushes the image of the jobs of opskeep in CI',
      identity,
      subjects: [applySubject(ci, 'images')],
      statements: [...images.pushStatements(), neverEnd],
    });
    this.output('state_bucket', states.bucketName, 'Bucket of the states, for `state` in settings.json');
    this.output('image_repository_url', images.url, 'Where the image of the jobs is pushed');
    this.output('image_repository_arn', images.arn, 'For aws.imageRepositoryArn in settings.json');
    this.output('plan_role_arn', planner.arn, 'Role of jobs that plan');
    this.output('publish_role_arn', publisher.arn, 'Role of jobs that push the image');
    for (const environment of environments) {
      const { id } = environment;
      const own = statesOf(environment);
      const deployer = new CiRole(this, `apply-${id}`, {
        name: `opskeep-ci-${id}`,
        description: `Deploys ${id} in CI, but for what holds copies and who may touch them`,
        identity,
        subjects: [applySubject(ci, id)],
        statements: [
          ...states.readStatements(own),
          ...states.writeStatements(own),
          ...(served.includes(environment) ? deployStatements(place, id) : []),
          ...look,
        ],
      });
      this.output(`apply_role_arn_${id.replaceAll('-', '_')}`, deployer.arn, `Role of jobs that deploy ${id}`);
    }
  }

  private output(name: string, value: string, description: string): void {
    handOver(this, name, value, { sensitive: false, description });
  }
}

/** Whether an environment deploys into the account; one in another account has a bootstrap of its own there. */
function isServed({ product, environment }: ProductEnvironment, settings: Settings): boolean {
  const own = settings.global('bootstrapAws.accountId');
  const account = settings.environment(product.name, environment, 'aws.accountId');
  return product.cloud === 'aws' && (own === undefined || account === undefined || account === own);
}

function bucketBeginnings({ id, bucketName }: ProductEnvironment): readonly string[] {
  return bucketName.startsWith(`${id}-`) ? [`${id}-`] : [`${id}-`, bucketName];
}
