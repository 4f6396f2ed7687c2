import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { knownProducts } from '../../stacks/assembly';
import { renderProducts } from '../support/rendered';

// The manual stands beside it, because it defines the alerts that life-manager names.
const chosen = products.filter(({ name }) => ['life-manager', 'operations-manual'].includes(name));
const producer = 'life-manager-on-call';
const reader = 'life-manager-production-monitoring';

/** Where the producer keeps its state, and where the reader looks for it. */
function statesIn(state: object | undefined): readonly [unknown, unknown] {
  const { settings, findings } = Settings.check(state === undefined ? {} : { state }, knownProducts(products));
  expect(findings).toEqual([]);
  const { stacks } = renderProducts(chosen, settings);
  const [read] = Object.entries(stacks[reader]?.data?.['terraform_remote_state'] ?? {})
    .filter(([id]) => id === `${producer}-state`)
    .map(([, { backend, config }]) => ({ backend, config }));
  return [stacks[producer]?.terraform?.['backend'], read];
}

describe('the state of a stack', () => {
  it('is a file outside of the output by default, where the stacks that read it look', () => {
    const path = `../../../.state/${producer}.tfstate`;
    expect(statesIn(undefined)).toEqual([{ local: { path } }, { backend: 'local', config: { path } }]);
  });

  it('is an object in S3 with a lock beside it, in an account that no other profile can be mistaken for', () => {
    const state = { backend: 's3', bucket: 'acme-state', region: 'eu-west-1', accountId: '111122223333' };
    const place = { bucket: 'acme-state', key: `${producer}.tfstate`, region: 'eu-west-1' };
    expect(statesIn(state)).toEqual([
      { s3: { ...place, allowed_account_ids: ['111122223333'], use_lockfile: true } },
      { backend: 's3', config: place },
    ]);
  });

  it('is an object in Cloud Storage', () => {
    const place = { bucket: 'acme-state', prefix: producer };
    expect(statesIn({ backend: 'gcs', bucket: 'acme-state' })).toEqual([{ gcs: place }, { backend: 'gcs', config: place }]);
  });
});
