import { parse } from 'yaml';
import { exporterQueries, exporterQueryFile } from '../../signals/postgres-exporter';
import { instances } from './every-signal';
import { scope } from './fixtures';

const queried = exporterQueries.flatMap(({ name, columns }) =>
  Object.entries(columns).flatMap(([column, { usage }]) => (usage === 'LABEL' ? [] : [`${name}_${column}`])),
);

describe('the queries for postgres_exporter', () => {
  it('make every metric that a signal reads from a custom query, and no other', () => {
    const expressions = instances.flatMap(({ signal }) => [
      signal.expression(scope),
      ...signal.extra.map(({ expression }) => expression(scope)),
    ]);
    const families = new RegExp(`\\b(${exporterQueries.map(({ name }) => name).join('|')})_[a-z_]+`, 'g');
    const read = expressions.flatMap((expression) => expression.match(families) ?? []);
    expect([...new Set(read)].sort()).toEqual([...queried].sort());
  });

  it('are YAML that says the same', () => {
    const file = parse(exporterQueryFile()) as Record<string, { query: string; master?: boolean; metrics: Record<string, unknown>[] }>;
    expect(Object.keys(file)).toEqual(exporterQueries.map(({ name }) => name));
    for (const { name, sql, server, columns } of exporterQueries) {
      expect(file[name]).toEqual({
        query: `${sql.join('\n')}\n`,
        ...(server ? { master: true } : {}),
        metrics: Object.entries(columns).map(([column, given]) => ({ [column]: given })),
      });
    }
  });
});
