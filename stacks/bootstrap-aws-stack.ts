import type { App } from 'cdktf';
import type { AwsPlace } from '../constructs/backup/aws/place';
import type { PolicyStatement } from '../constructs/backup/aws/policy';
import { alarmStatement, deployStatements, neverEnd, planStatements } from '../constructs/bootstrap/aws/ci-rights';
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
import { hasDeadManSwitch } from './monitoring-plan';
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
    const buckets = served.filter(({ product }) => product.cloud === 'aws').flatMap(bucketBeginnings);
    const look = [...planStatements(place, [...new Set(buckets)]), neverEnd];

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
          ...(served.includes(environment) ? changes(place, environment) : []),
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
function isServed(environment: ProductEnvironment, settings: Settings): boolean {
  const own = settings.global('bootstrapAws.accountId');
  const account = settings.environment(environment.product.name, environment.environment, 'aws.accountId');
  const deploys = environment.product.cloud === 'aws' || hasDeadManSwitch(environment);
  return deploys && (own === undefined || account === undefined || account === own);
}

/** What CI changes for an environment: of a product on Google Cloud, the alarm of its dead-man's switch. */
const changes = (place: AwsPlace, { product, id }: ProductEnvironment): readonly PolicyStatement[] =>
  product.cloud === 'aws' ? deployStatements(place, id) : [alarmStatement(place, id)];

function bucketBeginnings({ id, bucketName }: ProductEnvironment): readonly string[] {
  return bucketName.startsWith(`${id}-`) ? [`${id}-`] : [`${id}-`, bucketName];
}
