import { collectFindings, currentPlace, DeclarationError, reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';

const mistake = messages.badDuration('-1');
const other = messages.badDuration('-2');

describe('the findings of a declaration', () => {
  it('are gathered beside the value, or without one where it ends at a mistake', () => {
    expect(collectFindings('shop', () => reportFinding(mistake, 7))).toEqual({ value: 7, findings: [mistake] });
    const broken = collectFindings('shop', () => {
      reportFinding(mistake, 7);
      throw new DeclarationError([other]);
    });
    expect(broken).toEqual({ value: undefined, findings: [mistake, other] });
  });

  it('are an error of their own outside of one, which tells all of them', () => {
    expect(() => reportFinding(mistake, 7)).toThrow(DeclarationError);
    const error = new DeclarationError([mistake, other]);
    expect(error.name).toBe('DeclarationError');
    expect(error.message.split('\n\n')).toHaveLength(2);
  });

  it('leave any other error to whoever called', () => {
    expect(() =>
      collectFindings('shop', () => {
        throw new RangeError('a defect');
      }),
    ).toThrow(RangeError);
    expect(currentPlace()).toBe('');
  });

  it('know their place, and that around it again afterwards', () => {
    const places = collectFindings('outer', () => [currentPlace(), collectFindings('inner', () => currentPlace()).value, currentPlace()]);
    expect(places.value).toEqual(['outer', 'inner', 'outer']);
    expect(currentPlace()).toBe('');
  });
});
