import fc from 'fast-check';
import { foldJson } from '../../runbooks/fold-json';

describe('JSON in a command', () => {
  it('goes on below between two objects', () => {
    expect(foldJson('{"list":[{"name":"TIER","value":"daily"},{"name":"PREFIX","value":"daily/"}]}', 50)).toBe(
      '{"list":[{"name":"TIER","value":"daily"},\n    {"name":"PREFIX","value":"daily/"}]}',
    );
  });

  it('says what it said, whatever stands in it and however narrow the page', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 60 }), (value, width) => {
        const folded = foldJson(JSON.stringify(value), width);
        expect(JSON.stringify(JSON.parse(folded))).toBe(JSON.stringify(value));
        expect(folded.replaceAll('\n    ', '')).toBe(JSON.stringify(value));
      }),
    );
  });
});
