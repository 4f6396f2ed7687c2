import { printRequest } from '../../../runbooks/print/request';

const known = ['carenow', 'allodoc'];

describe('npm run print', () => {
  it('prints on A4 into the folder "printed" unless it is told otherwise', () => {
    expect(printRequest(['carenow'], known)).toEqual({ products: ['carenow'], paper: 'a4', folder: 'printed' });
    expect(printRequest(['allodoc', 'carenow', '--paper=letter', '--folder=binder'], known)).toEqual({
      products: ['allodoc', 'carenow'],
      paper: 'letter',
      folder: 'binder',
    });
  });

  it.each([
    ['no product', []],
    ['a paper that is none', ['carenow', '--paper=a3']],
    ['what every object has, as a paper', ['carenow', '--paper=toString']],
    ['an option that is none', ['carenow', '--colour']],
    ['no folder', ['carenow', '--folder=']],
  ])('says how it is used when it is given %s', (_, words) => {
    expect(printRequest(words, known)).toEqual({ refused: expect.stringMatching(/^usage: npm run print -- <product>/) });
  });

  it('says every product that it does not know, with those that it does', () => {
    const { refused } = printRequest(['care-now', 'allodoc', 'other'], known) as { readonly refused: string };
    expect(refused).toMatch(/"care-now"[\s\S]*carenow, allodoc[\s\S]*did you mean "carenow"[\s\S]*"other"/);
  });
});
