import { alarmsOf, watchOf } from '../../model/backup-alarms';
import type { Finding } from '../../model/finding';
import type { DeclaredProduct } from '../../model/product';
import { environmentsOf } from '../../model/product-environment';
import { checkBackupFailures } from '../../model/proofs/backup-failures';
import { checkDashboardUids } from '../../model/proofs/names';
import { products } from '../../products';
import requirements from '../../requirements/requirements.json';
import { Settings } from '../../settings/settings';
import { checkEnvironment, checkProduct } from '../../stacks/proofs';
import { type LiteralWording, literalWordings } from '../support/literal-wording';

const declared = products.map((product) => {
  const { declaration } = product.evaluate();
  if (declaration === undefined) throw new Error(`${product.name} cannot be evaluated`);
  return declaration;
});
const byName = (name: string): DeclaredProduct => {
  const found = declared.find((product) => product.name === name);
  if (found === undefined) throw new Error(`no product ${name}`);
  return found;
};

/** Errors of all proofs about a product. */
function errorsOf(product: DeclaredProduct, { failedBackup, dashboardUids = [] }: Partial<LiteralWording> = {}): readonly Finding[] {
  const environments = environmentsOf(product);
  const findings = [
    ...checkProduct(product),
    ...environments.flatMap((environment) => {
      const { backups } = environment;
      const alarms = alarmsOf(backups, product.objectives, watchOf(product.cloud, backups, product.objectives));
      const asCalled = failedBackup === undefined ? [] : alarms.map((alarm) => ({ ...alarm, severity: failedBackup }));
      return [
        ...checkEnvironment(environment, Settings.none),
        ...(failedBackup === undefined ? [] : checkBackupFailures(environment, asCalled)),
      ];
    }),
    ...checkDashboardUids(environments.flatMap(({ place }) => dashboardUids.map((uid) => ({ place: `${place} / dashboard ${uid}`, uid })))),
  ];
  return findings.filter(({ level }) => level === 'error');
}

/** What a finding is explained by; its rule and place where nothing explains it. */
const explanation = ({ explains }: LiteralWording, { rule, where }: Finding): string =>
  explains.find(([finding]) => finding.test(`${rule} ${where}`))?.[1] ?? `${rule} ${where}`;

const rowsOf = (wording: LiteralWording): readonly string[] => {
  const product = byName(wording.product);
  const literal = { ...product, ...wording.changes(product) };
  return [...new Set(errorsOf(literal, wording).map((finding) => explanation(wording, finding)))].sort();
};

const expected = requirements.filter(({ proof }) => proof);

describe('the literal wording of the runbooks', () => {
  it.each(literalWordings.map((wording) => [wording.product, wording] as const))(
    'of %s contradicts itself in exactly the statements that are marked, and each finding is explained by one',
    (name, wording) => {
      expect(rowsOf(wording)).toEqual(
        expected
          .filter(({ product }) => product === name)
          .map(({ id }) => id)
          .sort(),
      );
    },
  );

  it('contradicts itself 22 times', () => {
    expect(literalWordings.flatMap(rowsOf)).toHaveLength(22);
    expect(expected).toHaveLength(22);
  });

  it.each(products.map(({ name }) => name))('is resolved in what %s declares', (name) => {
    expect(errorsOf(byName(name))).toEqual([]);
  });
});
