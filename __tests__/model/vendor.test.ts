import { Duration } from '../../model/duration';
import { reviewText } from '../../model/vendor';

const certification = { standard: 'PCI DSS', reviewEvery: Duration.days(365) };

describe('the review of a certificate', () => {
  it('is shown by its day, which is marked where nobody has confirmed it', () => {
    expect(reviewText({ ...certification, reviewed: '2026-11-02' })).toBe('2026-11-02');
    expect(reviewText({ ...certification, reviewed: '2026-11-02', assumed: true })).toBe('2026-11-02 (assumed)');
  });

  it('has no day while nobody has made it', () => {
    expect(reviewText({ ...certification, reviewed: undefined })).toBeUndefined();
    expect(reviewText({ ...certification, reviewed: undefined, assumed: true })).toBeUndefined();
  });
});
