import { Fn } from 'cdktf';
import { recordedMeets } from '../../../constructs/coverage';
import { MonitoringFolder, type MonitoringFolderProps } from '../../../constructs/monitoring/monitoring-folder';
import { sampleEnvironment } from '../../support/sample-product';
import { renderStack, resourcesOf } from '../../support/synth';

function render(changes: Partial<MonitoringFolderProps> = {}) {
  let meets: readonly string[] = [];
  const stack = renderStack((scope) => {
    const folder = new MonitoringFolder(scope, 'folder', { environment: sampleEnvironment(), meets: ['S-ENV-01'], ...changes });
    meets = recordedMeets(folder.node.findChild('permissions'));
  });
  return {
    folders: Object.values(resourcesOf(stack, 'grafana_folder')),
    permissions: Object.values(resourcesOf(stack, 'grafana_folder_permission')),
    meets,
  };
}

const folderUid = expect.stringMatching(/^\$\{grafana_folder\.folder_[0-9A-F]{8}\.uid\}$/);

describe('a monitoring folder', () => {
  it('is not destroyed while anything is in it, and nobody below an administrator changes it by hand', () => {
    expect(render()).toEqual({
      folders: [{ uid: 'shop-production', title: 'Shop production', prevent_destroy_if_not_empty: true }],
      permissions: [
        {
          folder_uid: folderUid,
          permissions: [
            { role: 'Viewer', permission: 'View' },
            { role: 'Editor', permission: 'View' },
          ],
        },
      ],
      meets: ['S-ENV-01'],
    });
  });

  it('is seen by the named teams alone', () => {
    expect(render({ viewers: ['7', '8'] }).permissions).toEqual([
      {
        folder_uid: folderUid,
        permissions: [
          { team_id: '7', permission: 'View' },
          { team_id: '8', permission: 'View' },
        ],
      },
    ]);
  });

  it('is seen by no role where the teams are known at plan only', () => {
    expect(render({ viewers: Fn.split(',', '7,8') }).permissions).toEqual([
      {
        folder_uid: folderUid,
        dynamic: {
          permissions: {
            for_each: '${toset(split(",", "7,8"))}',
            iterator: 'each',
            content: { team_id: '${each.value}', permission: 'View' },
          },
        },
      },
    ]);
  });

  it('refuses a name that Grafana would cut', () => {
    const environment = sampleEnvironment({ id: 'a-product-with-a-name-that-goes-on' });
    expect(() => render({ environment })).toThrow(/"a-product-with-a-name-that-goes-on-production" \(45 characters\)/);
  });
});
