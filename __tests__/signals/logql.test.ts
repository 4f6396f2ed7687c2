import { instances } from './every-signal';
import { scope } from './fixtures';

type Parser = Awaited<typeof grammar>['parser'];

// An ECMAScript module, which a CommonJS file imports only so.
const grammar = import('@grafana/lezer-logql');

/** Where the grammar of LogQL stumbles; empty when it does not. */
function stumblesIn(parser: Parser, logql: string): string[] {
  const stumbles: string[] = [];
  parser
    .parse(logql)
    .iterate({ enter: (node) => (node.type.isError ? void stumbles.push(`at ${node.from}: ${logql.slice(node.from)}`) : undefined) });
  return stumbles;
}

const loki = instances
  .filter(({ signal }) => signal.dataSource === 'loki')
  .map(({ entry, signal }) => ({ entry, logql: signal.expression(scope) }));

describe('log signals', () => {
  it('are LogQL', async () => {
    const { parser } = await grammar;
    expect(loki.length).toBeGreaterThan(7);
    expect(loki.flatMap(({ entry, logql }) => stumblesIn(parser, logql).map((stumble) => `${entry} ${stumble}`))).toEqual([]);
    expect(stumblesIn(parser, 'sum(count_over_time({a="b"} | json [5m))')).not.toEqual([]);
  });

  it('are metric queries with literal ranges, limited to their product environment, but for the health of Loki itself', () => {
    const [health, ...others] = [...loki].sort((a, b) => Number(b.logql === 'vector(1)') - Number(a.logql === 'vector(1)'));
    expect(health?.entry).toMatch(/health/);
    for (const { logql } of others) {
      expect(logql).toMatch(/\{product="shop",environment="production"[^}]*\}/);
      expect(logql).toMatch(/^(topk\(\d+, )?sum.*\(count_over_time\(.*\[\d+[mhd]\]\)+( \/ \d+)?$/);
    }
  });

  it('drop lines that the parser did not understand', () => {
    const parsed = loki.filter(({ logql }) => logql.includes('| json'));
    expect(parsed.filter(({ logql }) => !logql.includes('| __error__=""'))).toEqual([]);
  });
});
