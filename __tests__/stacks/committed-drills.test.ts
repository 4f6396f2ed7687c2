/** What was committed of drills is read in every synth. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { product } from '../../model/product';
import { Settings } from '../../settings/settings';
import { assemble } from '../../stacks/assembly';
import { sampleProduct } from '../support/sample-product';

jest.mock('../../drills', () => ({ committedDrills: { 'shop-production': [{ format: 0 }], 'shop-prod': [] } }));

it('tells an entry that no job wrote, and results of an environment that is not there', () => {
  const { name: _name, id: _id, ...sample } = sampleProduct({ environments: ['production'] });
  const { findings } = assemble([product('shop', () => sample)], Settings.none, join(tmpdir(), 'opskeep-drills'));
  expect(findings.filter(({ level }) => level === 'error').map(({ rule, where, given }) => `${rule}, ${where}: ${given}`)).toEqual([
    'bad-drill-result, drills/results.json / shop-production / 1: cut off, of another format, or contradicting itself',
    'unknown-product-environment, drills/results.json: "shop-prod"',
  ]);
});
