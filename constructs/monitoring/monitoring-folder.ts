import { type IResolvable, TerraformIterator, Token } from 'cdktf';
import { Construct } from 'constructs';
import { Folder } from '../../.gen/providers/grafana/folder';
import { FolderPermission, type FolderPermissionPermissions } from '../../.gen/providers/grafana/folder-permission';
import { reportFinding } from '../../model/finding';
import { checkNameLength } from '../../model/names';
import type { ProductEnvironment } from '../../model/product-environment';
import { recordMeets } from '../coverage';

export interface MonitoringFolderProps {
  readonly environment: ProductEnvironment;
  /** Ids of the Grafana teams that may look; may be a token. @default every viewer and editor of the organisation may look */
  readonly viewers?: readonly string[];
  /** Requirements that the folder and its permissions meet. @default none */
  readonly meets?: readonly string[];
}

/**
 * The folder of a product environment, for its dashboards and rules. Nobody but administrators changes what is in it by
 * hand, access goes by role or team, never by a user that people share, and Terraform does not destroy it while it holds anything.
 */
export class MonitoringFolder extends Construct {
  /** Uid by reference, so that what lies in the folder is made after it. */
  readonly uid: string;

  constructor(scope: Construct, id: string, props: MonitoringFolderProps) {
    super(scope, id);
    const { environment, viewers, meets = [] } = props;
    for (const finding of checkNameLength(environment.place, 'grafanaUid', environment.id)) reportFinding(finding, undefined);
    const folder = new Folder(this, 'folder', {
      uid: environment.id,
      title: `${environment.product.title} ${environment.environment}`,
      preventDestroyIfNotEmpty: true,
    });
    this.uid = folder.uid;
    const permissions = new FolderPermission(this, 'permissions', {
      folderUid: folder.uid,
      permissions: viewers === undefined ? byRole : byTeam(viewers),
    });
    recordMeets(folder, meets);
    recordMeets(permissions, meets);
  }
}

const byRole: FolderPermissionPermissions[] = [
  { role: 'Viewer', permission: 'View' },
  { role: 'Editor', permission: 'View' },
];

/** A list that is known at plan only becomes one block for each entry then. */
function byTeam(teams: readonly string[]): FolderPermissionPermissions[] | IResolvable {
  if (!Token.isUnresolved(teams)) return teams.map((teamId) => ({ teamId, permission: 'View' }));
  const team = TerraformIterator.fromList([...teams]);
  return team.dynamic({ team_id: team.value, permission: 'View' });
}
