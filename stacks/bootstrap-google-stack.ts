import type { App } from 'cdktf';
import { serviceAccountId } from '../constructs/backup/google/naming';
import type { GooglePlace, GoogleProps } from '../constructs/backup/google/place';
import { ProjectServices } from '../constructs/backup/google/project-services';
import { ServiceIdentity } from '../constructs/backup/google/service-identity';
import { applySubject, planSubjects } from '../constructs/bootstrap/github';
import { letActAs } from '../constructs/bootstrap/google/act-as';
import { deployPermissions, planPermissions } from '../constructs/bootstrap/google/ci-permissions';
import { GithubIdentity } from '../constructs/bootstrap/google/github-identity';
import { ImageRepository } from '../constructs/bootstrap/google/image-repository';
import { StateBucket } from '../constructs/bootstrap/google/state-bucket';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { BaseStack } from './base-stack';
import { bootstrapTags, ciRepository, statesOf } from './bootstrap-inputs';
import { globalInput } from './environment-inputs';
import { handOver } from './outputs';
import { addGoogleProvider } from './providers';

const named = { product: 'opskeep', environment: 'ci' } as const;

/**
 * Stack `bootstrap-google`: what has to be there before CI deploys anything on Google Cloud. It belongs to no product, and people deploy
 * it: CI may not change what gives it its rights.
 */
export class BootstrapGoogleStack extends BaseStack {
  constructor(app: App, settings: Settings, environments: readonly ProductEnvironment[]) {
    super(app, 'bootstrap-google', { state: settings.state });
    const place: GooglePlace = {
      project: globalInput(this, settings, 'bootstrapGoogle.project'),
      projectNumber: globalInput(this, settings, 'bootstrapGoogle.projectNumber'),
      location: globalInput(this, settings, 'bootstrapGoogle.location'),
    };
    addGoogleProvider(this, place);
    const common: GoogleProps = { ...named, place, labels: bootstrapTags };
    const states = new StateBucket(this, 'state', { ...common, name: globalInput(this, settings, 'bootstrapGoogle.stateBucket') });
    const images = new ImageRepository(this, 'images', { ...common, name: 'opskeep' });
    const ci = ciRepository(this, settings);
    const identity = new GithubIdentity(this, 'github', { place, repository: ci.repository });
    const account = (id: string, duty: string, title: string, subjects: readonly string[]): ServiceIdentity => {
      const created = new ServiceIdentity(this, id, { ...common, duty, title });
      identity.letAct(created, subjects);
      this.output(`${id.replaceAll('-', '_')}_account`, created.email, title);
      return created;
    };

    this.output('state_bucket', states.bucketName, 'Bucket of the states, for `state` in settings.json');
    this.output('image_repository_url', images.url, 'Where the image of the jobs is pushed');
    this.output('identity_provider', identity.providerName, 'What CI names when it asks for a token');
    const planner = account('plan', 'plan', 'Plans opskeep in CI; changes nothing', planSubjects(ci));
    states.letRead(planner);
    images.letPush(account('publish', 'publish', 'Pushes the image of the jobs of opskeep in CI', [applySubject(ci, 'images')]));
    for (const project of new Set(environments.flatMap((environment) => projectsOf(environment, settings))))
      planner.grantPermissions(project, planPermissions, { place: { ...place, project } });
    for (const environment of environments) {
      const title = `Deploys ${environment.id} in CI, but for what holds copies and who may touch them`;
      const deployer = account(`apply-${environment.id}`, environment.id, title, [applySubject(ci, environment.id)]);
      states.letWrite(
        deployer,
        statesOf(environment).map((state) => state.replace(/\*$/, '')),
      );
      for (const project of projectsOf(environment, settings))
        deployer.grantPermissions(project, [...planPermissions, ...deployPermissions], { place: { ...place, project } });
    }
    new ProjectServices(this, 'services', { place, also: ['iamcredentials', 'sts'] }).serve(this);
  }

  private output(name: string, value: string, description: string): void {
    handOver(this, name, value, { sensitive: false, description });
  }
}

/** Projects that the settings name: rights are given where something is deployed, and nowhere else. */
function projectsOf({ product, environment }: ProductEnvironment, settings: Settings): readonly string[] {
  const values = (['google.project', 'google.backupProject'] as const).map((key) => settings.environment(product.name, environment, key));
  return [...new Set(values.filter((value) => typeof value === 'string'))];
}

/** Lets CI deploy jobs that run as the accounts of a stack of a product environment. */
export function letCiDeploy(stack: BaseStack, { id }: ProductEnvironment, settings: Settings): void {
  letActAs(stack, () => {
    const project = globalInput(stack, settings, 'bootstrapGoogle.project');
    return `serviceAccount:${serviceAccountId(`${named.product}-${named.environment}`, id)}@${project}.iam.gserviceaccount.com`;
  });
}
