import { type ServedProviders, serveSavedProviders } from './schema-provider';
import { Workspace, type WorkspaceProps } from './workspace';

/**
 * A workspace for the tests of one `describe`, with providers that know their schemas and no network. It is made before the first of
 * them and gone after the last, so ask for it inside a test.
 */
export function offlineWorkspace(props: Pick<WorkspaceProps, 'variables'> = {}): () => Workspace {
  let providers: ServedProviders | undefined;
  let workspace: Workspace | undefined;

  beforeAll(async () => {
    providers = await serveSavedProviders();
    workspace = new Workspace({ ...props, reattach: providers.reattach });
  });

  afterAll(() => {
    workspace?.dispose();
    providers?.stop();
  });

  return () => {
    if (workspace === undefined) throw new Error('the workspace is made in beforeAll: ask for it inside a test');
    return workspace;
  };
}
