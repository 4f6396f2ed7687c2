import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { knownProducts } from '../../stacks/assembly';
import { renderProducts } from '../support/rendered';
it('x', () => {
  const { settings } = Settings.check(
    {
      ci: { repository: 'acme/opskeep', branch: 'main', environment: 'deploy' },
      bootstrapAws: { accountId: '111122223333', region: 'eu-west-1', stateBucket: 'acme-opskeep-state' },
      bootstrapGoogle: { project: 'acme-opskeep', projectNumber: '123456789012', location: 'asia-southeast1', stateBucket: 'acme-google-state' },
      products: {carenow: {production: {google: {project: 'carenow-production', backupProject: 'carenow-backup'}}}}
    },
    knownProducts(products),
  );
  const r = renderProducts(products, settings);
  require('fs').writeFileSync('/tmp/bs/aws.json', r.files['bootstrap-aws'] ?? '');
  require('fs').writeFileSync('/tmp/bs/google.json', r.files['bootstrap-google'] ?? '');
  console.error(r.assembly.findings.filter((f) => f.level === 'error'));
});
