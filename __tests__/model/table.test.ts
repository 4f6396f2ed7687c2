import { alignColumns } from '../../model/table';

describe('columns in a terminal', () => {
  it('are as wide as their widest cell, with words to the left, numbers to the right and no blanks at the end', () => {
    expect(
      alignColumns([
        ['store', 'copies', 'by'],
        ['database', '30', 'job'],
        ['files', '4', 'a person'],
      ]),
    ).toEqual(['store     copies  by', 'database      30  job', 'files          4  a person']);
  });

  it('are those of the heading: cells that a row lacks take no room, and those beyond it stand as they are', () => {
    expect(alignColumns([['a', 'b'], ['long'], ['x', 'y', 'beyond']])).toEqual(['a     b', 'long', 'x     y  beyond']);
    expect(alignColumns([])).toEqual([]);
  });
});
