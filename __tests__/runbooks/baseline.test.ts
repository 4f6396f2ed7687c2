import { requirements } from '../../requirements';
import { pages } from './generated';

/** Requirement and standing of each row of the table of the baseline in a runbook, with the signals of its figures and what is flagged. */
function standings(product: string): readonly string[] {
  const page = pages().get(`runbooks/${product}.md`) ?? '';
  const [, rows = ''] = /\| Alert of the baseline \|.*\n\| --- .*\n((?:\|.*\n)+)/.exec(page) ?? [];
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [, id = '', standing = '', figures = '', remark = ''] = /^\| `([^`]+)`.* \| (.*) \| (.*) \| (.*) \|$/.exec(row) ?? [];
      const by = [...standing.matchAll(/\b[A-Z]{2}-ALERT-\d{2}\b/g)].map(String);
      const signals = [...figures.matchAll(/\(#([a-z0-9-]+)\)/g)].map(([, anchor = '']) => anchor);
      const looser = /^\*\*looser\*\* in (.*) than/.exec(remark)?.[1];
      const words = [
        by.length === 0 ? standing : `by ${by.join(', ')}`,
        signals.join(', '),
        looser === undefined ? '' : `looser in ${looser}`,
      ];
      return `${id}: ${words.filter((word) => word !== '').join('; ')}`;
    });
}

describe('the table of the baseline', () => {
  it.each([
    [
      'allodoc',
      [
        'OM-ALERT-01: by AD-ALERT-01; probe-failing-regions-frontend-critical, probe-failing-regions-backend-critical',
        'OM-ALERT-02: by AD-ALERT-02, AD-ALERT-01; postgres-unreachable-critical',
        'OM-ALERT-03: by AD-ALERT-03; http-error-ratio-critical',
        'OM-ALERT-04: inherited; security-breach-critical',
        'OM-ALERT-05: by AD-ALERT-06; http-latency-warning',
        'OM-ALERT-06: by AD-ALERT-12; http-error-ratio-warning',
        'OM-ALERT-07: by AD-ALERT-12; host-disk-warning; looser in duration',
        'OM-ALERT-08: by AD-ALERT-12, AD-ALERT-04; container-memory-warning, container-memory-critical; looser in duration',
      ],
    ],
    [
      'carenow',
      [
        'OM-ALERT-01: by CN-ALERT-01; probe-failing-regions-health-critical, probe-failing-regions-home-critical',
        'OM-ALERT-02: not applicable',
        'OM-ALERT-03: by CN-ALERT-03; cloud-run-error-ratio-critical',
        'OM-ALERT-04: by CN-ALERT-05; security-breach-critical',
        'OM-ALERT-05: by CN-ALERT-02; probe-response-time-home-warning',
        'OM-ALERT-06: inherited; cloud-run-error-ratio-warning',
        'OM-ALERT-07: not applicable',
        'OM-ALERT-08: inherited; cloud-run-memory-warning',
      ],
    ],
    [
      'life-manager',
      [
        'OM-ALERT-01: by LM-ALERT-02; probe-failing-regions-health-critical',
        'OM-ALERT-02: inherited; postgres-up-critical',
        'OM-ALERT-03: by LM-ALERT-03; http-error-ratio-critical',
        'OM-ALERT-04: inherited; security-breach-critical',
        'OM-ALERT-05: inherited; http-latency-warning',
        'OM-ALERT-06: inherited; http-error-ratio-warning',
        'OM-ALERT-07: inherited; host-disk-warning',
        'OM-ALERT-08: by LM-ALERT-06; host-memory-warning; looser in duration',
      ],
    ],
    [
      'mobile-matrix',
      [
        'OM-ALERT-01: by MM-ALERT-01; probe-failing-regions-health-critical',
        'OM-ALERT-02: by MM-ALERT-02; postgres-up-critical',
        'OM-ALERT-03: by MM-ALERT-03; http-error-ratio-critical; looser in limit',
        'OM-ALERT-04: inherited; security-breach-critical',
        'OM-ALERT-05: by MM-ALERT-04; http-latency-warning',
        'OM-ALERT-06: by MM-ALERT-05; http-error-ratio-warning; looser in limit',
        'OM-ALERT-07: by MM-ALERT-09; host-disk-warning',
        'OM-ALERT-08: by MM-ALERT-07; host-memory-warning; looser in limit',
      ],
    ],
  ])('of %s says what overrides, what is inherited and what has no meaning', (product, rows) => {
    expect(standings(product)).toEqual(rows);
  });

  it('names the lines of the source with each requirement that overrides', () => {
    const page = pages().get('runbooks/allodoc.md') ?? '';
    expect(page).toContain('overridden by AD-ALERT-06 (line 178 of the source runbook)');
    expect(page).toContain(
      'overridden by AD-ALERT-12 (lines 159-164, 174-179 of the source runbook), AD-ALERT-04 (line 174 of the source runbook)',
    );
    expect(requirements().find(({ id }) => id === 'AD-ALERT-06')?.lines).toBe('178');
  });

  it('says of an inherited figure in another unit what it stands for', () => {
    expect(pages().get('runbooks/carenow.md')).toContain(
      'above 483.2 MB for 5 min (warning) | the baseline\'s "above 90 % for 5 min", in the unit of this signal |',
    );
  });
});
