import fc from 'fast-check';
import { Places } from '../../../jobs/google/bucket-names';

const placesOf = (names: readonly string[]): readonly string[] => {
  const places = new Places();
  return [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((name) => places.of(name).path);
};

describe('places of objects in a folder tree', () => {
  it('are their names, where files can have them', () => {
    const names = ['avatars/', 'avatars/lan.png', 'hồ sơ/đơn thuốc.pdf', 'x-ray 1.dcm'];
    expect(placesOf(names)).toEqual(['avatars/', 'avatars/lan.png', 'hồ sơ/đơn thuốc.pdf', 'x-ray 1.dcm'].sort());
  });

  it('are names of their own for what lies in a file, leads out of the tree or is too long', () => {
    const places = new Places();
    for (const name of ['../etc/passwd', '/absolute', 'a']) places.of(name);
    expect(places.of('a-1')).toEqual({ path: 'a-1', renamed: false });
    expect(places.of('a/b').renamed).toBe(true);
    for (const name of ['../etc/passwd', '/absolute', 'b//c', './d', 'renamed/e', 'f'.repeat(256), 'g\0']) {
      expect(new Places().of(name)).toEqual({ path: expect.stringMatching(/^renamed\/[0-9a-f]{64}$/), renamed: true });
    }
  });

  it('never stand in each other or in the same place, whatever the names', () => {
    const segment = fc.constantFrom('a', 'a-', 'b', '', '.', '..', 'renamed');
    const name = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(
        fc.uniqueArray(
          name.filter((text) => text !== ''),
          { maxLength: 12 },
        ),
        (names) => {
          const places = placesOf(names);
          expect(new Set(places).size).toBe(places.length);
          const files = places.filter((place) => !place.endsWith('/'));
          for (const file of files) expect(places.filter((place) => place.startsWith(`${file}/`))).toEqual([]);
        },
      ),
    );
  });
});
