import { join } from 'node:path';
import { awkwardDatabase, contentOf, makeAwkwardDatabase, rolesOf } from '../support/awkward-database';
import { describeWithTool } from '../support/optional-tools';
import { hasPostgres, PostgresServer } from '../support/postgres-server';

describeWithTool('a PostgreSQL server', hasPostgres, () => {
  const source = new PostgresServer();
  const copy = new PostgresServer();
  beforeAll(async () => {
    await Promise.all([source.start(), copy.start()]);
    makeAwkwardDatabase(source);
    copy.sql(source.run('pg_dumpall', ['--roles-only'], { env: source.environment() }).replace(/^CREATE ROLE postgres;$/m, ''));
    copy.sql(`CREATE DATABASE "${awkwardDatabase}"`);
    const file = join(source.folder, 'dump');
    source.run('pg_dump', ['--format=custom', `--file=${file}`], { env: source.environment(awkwardDatabase) });
    copy.run('pg_restore', ['--exit-on-error', `--dbname=${awkwardDatabase}`, file], { env: copy.environment(awkwardDatabase) });
  });
  afterAll(() => {
    source.stop();
    copy.stop();
  });

  it('has more than a hundred tables', () => {
    expect(Object.keys(contentOf(source, awkwardDatabase).tables).length).toBeGreaterThan(100);
  });

  it('finds a restored copy equal, content and roles', () => {
    expect(contentOf(copy, awkwardDatabase)).toEqual(contentOf(source, awkwardDatabase));
    expect(rolesOf(copy)).toEqual(rolesOf(source));
  });

  it.each([
    ['one byte in a large object', `SELECT lo_put(70003, 7, 'x')`],
    ['one field of one row', `UPDATE "bảng 7" SET at = NULL WHERE id = 3`],
    ['one row of a table without columns', `DELETE FROM "no columns" WHERE ctid = '(0,1)'`],
    ['the state of a sequence', `SELECT nextval('never_used')`],
    ['a right on one column', `REVOKE SELECT (id) ON "Khách hàng" FROM "kế toán"`],
    ['a policy', `DROP POLICY "chỉ của mình" ON "bệnh án"`],
  ])('tells a copy that differs in %s', (_, change) => {
    const before = contentOf(copy, awkwardDatabase);
    copy.sql(`${change};`, awkwardDatabase);
    expect(contentOf(copy, awkwardDatabase)).not.toEqual(before);
  });

  it('tells a role that differs', () => {
    copy.sql('ALTER ROLE "Người Bán" RESET statement_timeout');
    expect(rolesOf(copy)).not.toEqual(rolesOf(source));
  });
});
