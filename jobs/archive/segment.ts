/**
 * How many segments of write-ahead log a place lies before a segment; 0 where it lies in it, and less where it lies behind it.
 * @param place as PostgreSQL writes it, e.g. `0/5000060`
 * @param segment name of its file: 8 hexadecimal digits each for timeline, upper and lower half of its number
 */
export function segmentsBetween(place: string, segment: string, segmentBytes: number): number {
  const [upper = '', lower = ''] = place.split('/');
  const reached = (BigInt(`0x${upper}`) * 2n ** 32n + BigInt(`0x${lower}`)) / BigInt(segmentBytes);
  const perUpperHalf = 2n ** 32n / BigInt(segmentBytes);
  const newest = BigInt(`0x${segment.slice(8, 16)}`) * perUpperHalf + BigInt(`0x${segment.slice(16, 24)}`);
  return Number(newest - reached);
}
