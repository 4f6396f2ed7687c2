import type { DeclaredProduct } from '../../model/product';
import { products } from '../../products';
import { pages } from '../runbooks/generated';
import { blocksIn } from '../runbooks/markdown-links';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer } from '../support/postgres-server';

/** The databases of a product that people work in by SQL, each with the tables that its drills count, quoted where they have to be. */
function databasesOf({ backups }: DeclaredProduct): readonly { readonly name: string; readonly tables: readonly string[] }[] {
  return backups.flatMap(({ source, drills }) =>
    source.kind === 'postgres'
      ? [
          {
            name: source.database,
            tables: drills.flatMap(({ checks }) => checks.flatMap((check) => (check.kind === 'rows' ? [check.table] : []))),
          },
        ]
      : [],
  );
}

const declared = products
  .flatMap((product) => product.evaluate().declaration ?? [])
  .map((product) => ({ product: product.name, databases: databasesOf(product) }))
  .filter(({ databases }) => databases.length > 0);

/** SQL that no session inside of the database may run: it renames or removes that very database. */
const fromOutside = /^\s*(ALTER DATABASE .* RENAME|DROP DATABASE)/m;
/** SQL for a standby, which the server of this test is not. */
const onStandby = /pg_promote/;

/** Each SQL block of each runbook is typed into psql as it stands. */
describeWithTool('PostgreSQL', hasPostgres, () => {
  const server = new PostgresServer();

  beforeAll(() => server.start({ shared_preload_libraries: 'pg_stat_statements' }));
  afterAll(() => server.stop());

  it('has a database for every product that keeps one', () => {
    expect(declared.map(({ product }) => product)).toEqual(['life-manager', 'allodoc', 'mobile-matrix', 'operations-manual']);
  });

  it.each(declared)('runs the SQL of the runbook of $product, in its order', ({ product, databases: [database] }) => {
    if (database === undefined) throw new Error(`${product} has a database`);
    const { name, tables } = database;
    const create = (schema: string): string =>
      [...new Set(tables)]
        .map((table) => `CREATE TABLE ${schema}.${table} (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text);`)
        .join('\n');
    const insert = (schema: string, said: string): string =>
      [...new Set(tables)].map((table) => `INSERT INTO ${schema}.${table} (said) VALUES ('${said}');`).join('\n');
    for (const each of [name, `${name}_restored`]) {
      server.sql(`CREATE DATABASE ${each}`);
      server.sql(`CREATE EXTENSION pg_stat_statements; ${create('public')} ${insert('public', 'now')}`, each);
    }
    // What a recovery of single tables has read out of a copy: one row that is still there, changed since, and one that is lost.
    server.sql(`CREATE SCHEMA recovered; ${create('recovered')} ${insert('recovered', 'then')} ${insert('recovered', 'lost')}`, name);

    const blocks = blocksIn(pages().get(`runbooks/${product}.md`) ?? '', 'sql');
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      if (onStandby.test(block)) expect(() => server.sql(block, name)).toThrow('recovery is not in progress');
      else
        expect({ block, answer: server.sql(block, fromOutside.test(block) ? 'postgres' : name) }).toEqual({
          block,
          answer: expect.any(String),
        });
    }
    if (blocks.some((block) => block.includes('recovered.')))
      for (const table of tables) expect(server.sql(`SELECT said FROM public.${table} ORDER BY id`, name)).toBe('now\nlost');
  });
});
