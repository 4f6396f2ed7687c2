import { ProjectService } from '@cdktf/provider-google/lib/project-service';
import { dependable, TerraformResource } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { recordRetained } from '../../retained';
import type { GooglePlace } from './place';

/** The API behind each kind of resource, by the beginning of its type; the longest match counts. */
const apiByResource: Readonly<Record<string, string>> = {
  google_artifact_registry: 'artifactregistry',
  google_cloud_run_v2: 'run',
  google_cloud_scheduler: 'cloudscheduler',
  google_firestore: 'firestore',
  google_iam_workload_identity: 'iam',
  google_kms: 'cloudkms',
  google_logging: 'logging',
  google_monitoring: 'monitoring',
  google_project_iam_audit_config: 'cloudresourcemanager',
  google_project_iam_custom_role: 'iam',
  google_project_iam_member: 'cloudresourcemanager',
  google_secret_manager: 'secretmanager',
  google_service_account: 'iam',
  google_storage_bucket: 'storage',
  google_storage_transfer: 'storagetransfer',
  google_workflows: 'workflows',
};

export interface ProjectServicesProps {
  readonly place: GooglePlace;
  /** APIs beside those of the resources, e.g. `identitytoolkit`, which only jobs call. @default none */
  readonly also?: readonly string[];
}

/**
 * Enables the APIs of a project. Leaving the state never disables one, because others may use it. Create it after what it serves and
 * call {@link serve}, which enables what the resources need and lets them wait for it.
 */
export class ProjectServices extends Construct {
  private readonly place: GooglePlace;
  private readonly services = new Map<string, ProjectService>();

  constructor(scope: Construct, id: string, props: ProjectServicesProps) {
    super(scope, id);
    recordRetained(this, 'copies');
    this.place = props.place;
    for (const api of props.also ?? []) this.enable(api);
  }

  /** Enables the APIs of the resources below a construct that belong to the project, and makes those resources wait. */
  serve(served: IConstruct): void {
    for (const construct of served.node.findAll()) {
      if (!TerraformResource.isTerraformResource(construct) || belongsElsewhere(construct, this.place)) continue;
      const api = apiOf(construct.terraformResourceType);
      if (api !== undefined) construct.dependsOn = [...(construct.dependsOn ?? []), dependable(this.enable(api))];
    }
  }

  private enable(api: string): ProjectService {
    const enabled = this.services.get(api);
    if (enabled !== undefined) return enabled;
    const service = new ProjectService(this, api, {
      project: this.place.project,
      service: `${api}.googleapis.com`,
      disableOnDestroy: false,
    });
    this.services.set(api, service);
    return service;
  }
}

/** Resources that name no project, e.g. members of a policy, follow one that does. */
const belongsElsewhere = (resource: TerraformResource, place: GooglePlace): boolean =>
  resource instanceof ProjectService || ('projectInput' in resource && resource.projectInput !== place.project);

function apiOf(resourceType: string): string | undefined {
  const beginnings = Object.keys(apiByResource).filter((beginning) => resourceType.startsWith(beginning));
  const longest = beginnings.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : apiByResource[longest];
}
