import { type CopyPlace, checkDestruction, type Principal, type Removal } from '../../../model/proofs/destruction';

const place = (address: string, stores: readonly string[], changes: Partial<CopyPlace> = {}): CopyPlace => ({
  address,
  account: 'first account',
  stores,
  foreign: false,
  ...changes,
});
const may = (name: string, ...removals: readonly Removal[]): Principal => ({ name, removals });
const inPlace = (address: string, by = 's3:DeleteObject', because?: string): Removal => ({
  place: address,
  by,
  ...(because === undefined ? {} : { because }),
});
const found = (places: readonly CopyPlace[], principals: readonly Principal[], copies = false) =>
  checkDestruction({ where: 'shop / production', places, principals, copies }).map(({ rule, what, given, allowed }) => [
    rule,
    what,
    given,
    allowed,
  ]);

const near = place('near', ['database', 'files']);
const far = place('far', ['database']);

describe('the proof of destruction', () => {
  it('accepts that somebody with a recorded reason removes all copies of a store but one', () => {
    expect(found([near, far], [may('archive', inPlace('far', 's3:DeleteObject', 'its own files'))])).toEqual([]);
  });

  it('refuses that the same one reaches the last copy too, whatever was recorded', () => {
    const removals = [inPlace('far', 's3:DeleteObject', 'its own files'), inPlace('near', 's3:PutLifecycleConfiguration', 'tidies up')];
    expect(found([near, far], [may('archive', ...removals)])).toEqual([
      [
        'ends-every-copy',
        'one principal can remove every copy of database, files',
        'archive',
        'a copy that it cannot reach; it has s3:DeleteObject in far; s3:PutLifecycleConfiguration in near',
      ],
    ]);
  });

  it('tells of the rights of somebody who can end a store those on its copies alone', () => {
    const places = [place('near', ['database']), place('vault', ['files']), place('far', ['files'])];
    const removals = [inPlace('near', 's3:DeleteObject', 'tidies up'), inPlace('vault', 's3:DeleteObject', 'its own files')];
    expect(found(places, [may('archive', ...removals)])).toEqual([
      [
        'ends-every-copy',
        'one principal can remove every copy of database',
        'archive',
        'a copy that it cannot reach; it has s3:DeleteObject in near',
      ],
    ]);
  });

  it('refuses a right on one copy that nobody answers for', () => {
    expect(found([near, far], [may('writer', inPlace('far'), inPlace('far', 's3:DeleteObjectVersion'))])).toEqual([
      [
        'may-remove-copies',
        'a right to remove copies that nothing asks for',
        'writer',
        'none; it has s3:DeleteObject, s3:DeleteObjectVersion in far',
      ],
    ]);
  });

  it('leaves the places of other environments to their own judgement', () => {
    expect(found([near, far], [may('writer', inPlace('elsewhere'))])).toEqual([]);
  });

  it('tells stores whose copies are all in one account, where copies are promised', () => {
    const foreign = { account: 'second account', foreign: true };
    expect(found([near, far], [])).toEqual([]);
    expect(found([near, place('away', ['database', 'files'], foreign)], [], true)).toEqual([]);
    expect(found([near, far, place('away', ['database'], foreign)], [], true)).toEqual([
      [
        'one-account',
        'whoever administers one account can remove every copy of files',
        'all of them in first account',
        'a copy in an account of its own, as the scenario "lost account or provider" asks for where an objective names it',
      ],
    ]);
  });

  it('refuses a foreign copy that stands in the account of the others', () => {
    expect(found([near, place('away', ['database'], { foreign: true })], [])).toEqual([
      [
        'copies-share-fate',
        'a copy that must outlive an account stands in it',
        'away in first account',
        'another account or project than that of all other copies',
      ],
    ]);
  });
});
