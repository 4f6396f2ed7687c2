import { segmentsBetween } from '../../../jobs/archive/segment';

const mebibyte = 2 ** 20;

describe('the way from a place in the write-ahead log to a segment', () => {
  it.each([
    ['0/5000060', '000000010000000000000005', 0],
    ['0/5FFFFFF', '000000010000000000000006', 1],
    ['0/5000060', '000000010000000000000009', 4],
    ['1/0', '0000000100000000000000FF', -1],
    ['0/FF000028', '000000020000000100000002', 3],
  ])('from %s to %s is %i segments of 16 MB', (place, segment, distance) => {
    expect(segmentsBetween(place, segment, 16 * mebibyte)).toBe(distance);
  });

  it('counts segments of the size that the server has', () => {
    expect(segmentsBetween('0/C0000028', '000000010000000100000000', 1024 * mebibyte)).toBe(1);
    expect(segmentsBetween('0/C0000028', '000000010000000000000003', 1024 * mebibyte)).toBe(0);
  });
});
