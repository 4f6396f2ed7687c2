import { parser } from '@grafana/lezer-logql';
import { instances } from './every-signal';
import { scope } from './fixtures';

/** Where the grammar of LogQL stumbles; empty when it does not. */
function stumblesIn(logql: string): string[] {
  const stumbles: string[] = [];
  parser.parse(logql).iterate({ enter: (node) => (node.type.isError ? void stumbles.push(`at ${node.from}: ${logql.slice(node.from)}`) : undefined) });
  return stumbles;
}

const loki = instances.filter(({ signal }) => signal.dataSource === 'loki').map(({ entry, signal }) => ({ entry, logql: signal.expression(scope) }));

describe('log signals', () => {
  it('are LogQL', () => {
    expect(loki.length).toBeGreaterThan(7);
    expect(loki.flatMap(({ entry, logql }) => stumblesIn(logql).map((stumble) => `${entry} ${stumble}`))).toEqual([]);
    expect(stumblesIn('sum(count_over_time({a="b"} | json [5m))')).not.toEqual([]);
  });

  it('are metric queries with literal ranges, limited to their product environment', () => {
    for (const { logql } of loki) {
      expect(logql).toMatch(/\{product="shop",environment="production"[^}]*\}/);
      expect(logql).toMatch(/^(topk\(\d+, )?sum.*\(count_over_time\(.*\[\d+[mhd]\]\)+( \/ \d+)?$/);
    }
  });

  it('drop lines that the parser did not understand', () => {
    const parsed = loki.filter(({ logql }) => logql.includes('| json'));
    expect(parsed.filter(({ logql }) => !logql.includes('| __error__=""'))).toEqual([]);
  });
});
