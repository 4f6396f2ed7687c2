import * as fc from 'fast-check';
import { ephemeralGib, fargateSize, partSize } from '../../../../constructs/backup/aws/vendor-limits';
import { gigabytes, mebibytes } from '../../../../model/bytes';
import { collectFindings } from '../../../../model/finding';

const tebibyte = 1024 ** 4;

describe('partSize', () => {
  it('lets twice the expected size fit into 10,000 parts, whatever the size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2.5 * tebibyte }), (expected) => {
        const part = partSize('test', expected);
        expect(part * 10_000).toBeGreaterThanOrEqual(expected * 2);
        expect(part % mebibytes(1)).toBe(0);
        expect(part).toBeGreaterThanOrEqual(mebibytes(5));
        expect(part).toBeLessThanOrEqual(mebibytes(5 * 1024));
      }),
    );
  });

  it('refuses what no object can hold', () => {
    const { findings } = collectFindings('test', () => partSize('test', gigabytes(3000)));
    expect(findings.map(({ rule, given }) => [rule, given])).toEqual([['multipart-ceiling', '3 TB']]);
  });
});

describe('ephemeralGib', () => {
  it('holds what is asked for, within what Fargate gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 * 1024 ** 3 }), (bytes) => {
        const gib = ephemeralGib('test', bytes);
        expect(gib * 1024 ** 3).toBeGreaterThanOrEqual(bytes);
        expect(gib).toBeGreaterThanOrEqual(21);
        expect(gib).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('fargateSize', () => {
  it.each([
    [0.25, 512, '256', '512'],
    [0.5, 4096, '512', '4096'],
    [2, 16_384, '2048', '16384'],
    [4, 30_720, '4096', '30720'],
    [8, 20_480, '8192', '20480'],
    [16, 122_880, '16384', '122880'],
  ] as const)('writes %d vCPU with %d MiB as ECS reads it', (vcpu, mib, cpu, memory) => {
    expect(fargateSize('test', { vcpu, memory: mebibytes(mib) })).toEqual({ cpu, memory });
  });

  it.each([
    [0.25, 4096],
    [0.5, 512],
    [4, 31_744],
    [8, 17_408],
    [16, 16_384],
  ] as const)('refuses %d vCPU with %d MiB', (vcpu, mib) => {
    const { findings } = collectFindings('test', () => fargateSize('test', { vcpu, memory: mebibytes(mib) }));
    expect(findings.map(({ rule }) => rule)).toEqual(['vendor-limit']);
  });
});
