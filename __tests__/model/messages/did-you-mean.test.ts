import { messages } from '../../../model/messages';

const mend = (given: string, ...known: readonly string[]) => messages.unknownName('shop', 'component', given, known).mend;

describe('the message about an unknown name', () => {
  it.each([
    ['databse', 'database'],
    ['Database', 'database'],
    ['api', 'app'],
    ['ap', 'api'],
    ['xyz', 'x'],
    ['frontent-web', 'frontend-worker'],
  ])('suggests for "%s" the name "%s", which is near', (given, near) => {
    expect(mend(given, 'something-else', near, 'redis')).toBe(`did you mean "${near}"? use one of the names above`);
  });

  it.each([
    ['cache', 'database'],
    ['abc', 'xyz'],
    ['worker', 'web'],
    ['databasexyz', 'database'],
    ['xyzdatabase', 'database'],
    ['', 'database'],
  ])('suggests nothing for "%s" where only "%s" is known', (given, far) => {
    expect(mend(given, far)).toBe('use one of the names above');
  });

  it('suggests the nearest of several', () => {
    expect(mend('backend', 'backends-x', 'backen', 'back')).toBe('did you mean "backen"? use one of the names above');
  });
});
