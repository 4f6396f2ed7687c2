import type { App } from 'cdktf';
import { letActAs } from '../constructs/bootstrap/google/act-as';
import { deployPermissions, planPermissions } from '../constructs/bootstrap/google/ci-permissions';
import { GithubIdentity } from '../constructs/bootstrap/google/github-identity';
import { ImageRepository } from '../constructs/bootstrap/google/image-repository';
import { StateBucket } from '../constructs/bootstrap/google/state-bucket';
import { applySubjects, planSubjects } from '../constructs/bootstrap/github';
import { serviceAccountId } from '../constructs/backup/google/naming';
import type { GooglePlace, GoogleProps } from '../constructs/backup/google/place';
import { ProjectServices } from '../constructs/backup/google/project-services';
import { ServiceIdentity } from '../constructs/backup/google/service-identity';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { BaseStack } from './base-stack';
import { bootstrapTags, ciRepository } from './bootstrap-inputs';
import { globalInput } from './environment-inputs';
import { handOver } from './outputs';
import { addGoogleProvider } from './providers';

const named = { product: 'opskeep', environment: 'ci' } as const;

/**
 * Stack `bootstrap-google`: what has to be there before CI deploys anything on Google Cloud. It belongs to no product, and people deploy
 * it: CI may not change what gives it its rights.
 */
export class BootstrapGoogleStack extends BaseStack {
  constructor(
    app: App,
    private readonly settings: Settings,
    environments: readonly ProductEnvironment[],
  ) {
    super(app, 'bootstrap-google', { state: settings.state });
    const place: GooglePlace = {
      project: globalInput(this, settings, 'bootstrapGoogle.project'),
      projectNumber: globalInput(this, settings, 'bootstrapGoogle.projectNumber'),
      location: globalInput(this, settings, 'bootstrapGoogle.location'),
    };
    addGoogleProvider(this, place);
    const common: GoogleProps = { ...named, place, labels: bootstrapTags };
    const ci = ciRepository(this, settings);
    const states = new StateBucket(this, 'state', { ...common, name: globalInput(this, settings, 'bootstrapGoogle.stateBucket') });
    const images = new ImageRepository(this, 'images', { ...common, name: 'opskeep' });
    const identity = new GithubIdentity(this, 'github', { place, repository: ci.repository });
    const planner = new ServiceIdentity(this, 'plan', { ...common, duty: 'plan', title: 'Plans opskeep in CI; changes nothing' });
    const deployer = new ServiceIdentity(this, 'apply', {
      ...common,
      duty: applyDuty,
      title: 'Deploys opskeep in CI, but for what holds copies and who may touch them',
    });
    identity.letAct(planner, planSubjects(ci));
    identity.letAct(deployer, applySubjects(ci));
    states.letRead(planner);
    states.letWrite(deployer);
    images.letPush(deployer);
    for (const project of this.projects(environments)) {
      const there = { place: { ...place, project } };
      planner.grantPermissions(`plan-${project}`, planPermissions, there);
      deployer.grantPermissions(`apply-${project}`, [...planPermissions, ...deployPermissions], there);
    }
    const open = (name: string, value: string, description: string): void => handOver(this, name, value, { sensitive: false, description });
    open('state_bucket', states.bucketName, 'Bucket of the states, for `state` in settings.json');
    open('image_repository_url', images.url, 'Where the image of the jobs is pushed');
    open('identity_provider', identity.providerName, 'What CI names when it asks for a token');
    open('plan_account', planner.email, 'Account of jobs that plan');
    open('apply_account', deployer.email, 'Account of jobs that deploy');
    new ProjectServices(this, 'services', { place, also: ['iamcredentials', 'sts'] }).serve(this);
  }

  /** Projects that the settings name: rights are given where something is deployed, and nowhere else. */
  private projects(environments: readonly ProductEnvironment[]): readonly string[] {
    const known = environments.flatMap(({ product, environment }) =>
      (['google.project', 'google.backupProject'] as const).flatMap((key) => {
        const value = this.settings.environment(product.name, environment, key);
        return typeof value === 'string' ? [value] : [];
      }),
    );
    return [...new Set(known)].sort();
  }
}

const applyDuty = 'apply';

/** Lets CI deploy jobs that run as the accounts of a stack, where a bootstrap gives CI an account at all. */
export function letCiDeploy(stack: BaseStack, settings: Settings): void {
  letActAs(stack, () => {
    const project = globalInput(stack, settings, 'bootstrapGoogle.project');
    return `serviceAccount:${serviceAccountId(`${named.product}-${named.environment}`, applyDuty)}@${project}.iam.gserviceaccount.com`;
  });
}
