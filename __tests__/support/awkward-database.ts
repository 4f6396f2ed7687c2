import type { PostgresServer } from './postgres-server';

/** A database with everything that is easily lost on the way through a dump, and a way to tell whether a copy of it holds the same. */

/** Its name: a space and letters beyond ASCII, as some of its tables and roles have. */
export const awkwardDatabase = 'kho hàng';

interface Login {
  readonly name: string;
  readonly password: string;
}

/** May read all of it, whatever row level security says, and may do nothing else: the rights that a backup asks for. */
export const backupRole: Login = { name: 'sao lưu', password: 'p@ss:w/rd %41 "quoted"' };

/** Writes orders, within the rows that row level security leaves it. */
export const writerRole: Login = { name: 'Người Bán', password: 'writer-secret' };

/** A group without log-in that may read some columns only. */
export const readerRole = 'kế toán';

/** Tables that are filled alike, besides those with something of their own. */
const plainTables = 100;

/** Makes the roles and the database on a server that has neither. */
export function makeAwkwardDatabase(server: PostgresServer): void {
  server.sql(roles);
  server.sql(`CREATE DATABASE "${awkwardDatabase}"`);
  server.sql([types, tables, partitions, rows, protectedRows, largeObjects, logic, grants].join('\n'), awkwardDatabase);
}

/** All that a copy has to have in common with its source. Order of rows and transaction numbers are not part of it. */
export interface DatabaseContent {
  /** Count and hash of the rows of each table and materialized view, each partition by itself. */
  readonly tables: Readonly<Record<string, string>>;
  readonly sequences: Readonly<Record<string, string>>;
  /** Owner, rights and hash of each large object. */
  readonly largeObjects: Readonly<Record<string, string>>;
  /** Every definition, comment, owner, right and policy, as pg_dump writes them. */
  readonly schema: string;
}

export function contentOf(server: PostgresServer, database: string): DatabaseContent {
  const read = (query: string): Readonly<Record<string, string>> => byName(server.sql(query, database));
  const schema = server.run('pg_dump', ['--schema-only'], { env: server.environment(database) });
  return {
    tables: read(
      eachRelation(
        "'r', 'm'",
        `count(*) || '' '' || md5(coalesce(string_agg(md5("a row"::text), '''' ORDER BY md5("a row"::text)), ''''))`,
      ),
    ),
    sequences: read(eachRelation("'S'", "last_value || '' '' || is_called")),
    largeObjects: read(
      `SELECT oid, lomowner::regrole || ' ' || coalesce(lomacl::text, '') || ' ' || md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid;`,
    ),
    // The key of \restrict is another one in each dump.
    schema: schema.replace(/^\\(un)?restrict .*$/gm, ''),
  };
}

/** Attributes, settings and memberships of every role that is not one of PostgreSQL's own. Passwords are no part of it. */
export function rolesOf(server: PostgresServer): Readonly<Record<string, string>> {
  return byName(
    server.sql(`
    SELECT rolname, concat_ws(' ', rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls, rolconnlimit,
      rolvaliduntil, rolconfig, (SELECT array_agg(roleid::regrole::text || admin_option ORDER BY 1) FROM pg_auth_members WHERE member = oid))
    FROM (SELECT oid AS role, * FROM pg_roles) AS roles WHERE rolname !~ '^pg_' ORDER BY 1;`),
  );
}

const byName = (lines: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    lines.split('\n').map((line) => {
      const end = line.lastIndexOf('|');
      return [line.slice(0, end), line.slice(end + 1)];
    }),
  );

const eachRelation = (kinds: string, expression: string): string => `
  SELECT format('SELECT %L, ${expression} FROM ONLY %s AS "a row"', oid::regclass, oid::regclass)
  FROM pg_class WHERE relkind IN (${kinds}) AND relispopulated AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)' ORDER BY oid::regclass::text \\gexec
`;

const roles = `
  CREATE ROLE "${readerRole}" NOLOGIN;
  CREATE ROLE "${writerRole.name}" LOGIN PASSWORD '${writerRole.password}' CONNECTION LIMIT 20 VALID UNTIL '2099-12-31 00:00:00+00';
  ALTER ROLE "${writerRole.name}" SET statement_timeout = '30s';
  CREATE ROLE "${backupRole.name}" LOGIN BYPASSRLS PASSWORD '${backupRole.password}';
  GRANT pg_read_all_data TO "${backupRole.name}";
  GRANT "${readerRole}" TO "${writerRole.name}" WITH ADMIN OPTION;
`;

const types = `
  CREATE SCHEMA "Báo cáo 2026";
  CREATE SCHEMA tiện_ích;
  CREATE EXTENSION hstore SCHEMA tiện_ích;
  CREATE EXTENSION citext;
  CREATE EXTENSION pgcrypto;
  CREATE EXTENSION btree_gist;
  CREATE EXTENSION pg_trgm;
  CREATE TYPE "trạng thái" AS ENUM ('mới', 'đã giao', 'it''s "late"');
  CREATE DOMAIN email AS citext CHECK (VALUE ~ '@');
  CREATE TYPE "kích thước" AS (rộng numeric, cao numeric);
  CREATE TYPE khoảng AS RANGE (subtype = float8);
  CREATE SEQUENCE "số hóa đơn" START 1000 INCREMENT 7;
  SELECT nextval('"số hóa đơn"') FROM generate_series(1, 5);
  CREATE SEQUENCE never_used;
`;

const tables = `
  CREATE TABLE "Khách hàng" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "họ và tên" text NOT NULL, email email UNIQUE,
    "it's ""quoted""" text DEFAULT '\\', nhãn tiện_ích.hstore, vị_trí point, size "kích thước", tags text[][],
    "tên thường" text GENERATED ALWAYS AS (lower("họ và tên")) STORED, gone int);
  ALTER TABLE "Khách hàng" DROP COLUMN gone;
  CREATE INDEX ON "Khách hàng" USING gin ("họ và tên" gin_trgm_ops);
  COMMENT ON TABLE "Khách hàng" IS E'Hai dòng\\n-- and no comment;';
  CREATE TABLE "Báo cáo 2026"."Khách hàng" (LIKE "Khách hàng" INCLUDING ALL);
  CREATE TABLE "Báo cáo 2026"."bảng.có.chấm" (id int PRIMARY KEY,
    next int REFERENCES "Báo cáo 2026"."bảng.có.chấm" DEFERRABLE INITIALLY DEFERRED);
  CREATE TABLE "no columns" ();
  CREATE TABLE "empty" (id int PRIMARY KEY);
  CREATE TABLE "SELECT" ("FROM" text, "a row" text, "😀" int);
  CREATE UNLOGGED TABLE tạm (id int);
  CREATE TABLE parent (id int);
  CREATE TABLE child (more text) INHERITS (parent);
  CREATE TABLE tệp (name text, content bytea);
  ALTER TABLE tệp ALTER COLUMN content SET STORAGE EXTERNAL;
  CREATE TABLE edge_values (n numeric, f float8, r real, ts timestamptz, d date, i interval, j json, b jsonb, x xml, u uuid, m money,
    net cidr, bits bit varying, khoảng khoảng, mr int4multirange, c "char", a bytea[], q tsvector);
  CREATE TABLE đặt_phòng (room int, during tstzrange, EXCLUDE USING gist (room WITH =, during WITH &&));
  DO $$ BEGIN FOR n IN 1..${plainTables} LOOP
    EXECUTE format('CREATE TABLE %I (id int PRIMARY KEY, "giá trị" text NOT NULL, at timestamptz)', 'bảng ' || n);
    EXECUTE format('INSERT INTO %I SELECT i, md5((i * %s)::text), to_timestamp(i * 86400) FROM generate_series(1, %s) AS i', 'bảng ' || n, n, n * 10);
  END LOOP; END $$;
`;

const partitions = `
  CREATE TABLE "đơn hàng" (id bigint, khu_vực text, ngày date NOT NULL, trạng_thái "trạng thái", tổng numeric(12, 2),
    PRIMARY KEY (id, ngày)) PARTITION BY RANGE (ngày);
  CREATE TABLE "đơn hàng 2025" PARTITION OF "đơn hàng" FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE "đơn hàng 2026" PARTITION OF "đơn hàng" FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') PARTITION BY HASH (id);
  CREATE TABLE "đơn hàng 2026 a" PARTITION OF "đơn hàng 2026" FOR VALUES WITH (MODULUS 2, REMAINDER 0);
  CREATE TABLE "đơn hàng 2026 b" PARTITION OF "đơn hàng 2026" FOR VALUES WITH (MODULUS 2, REMAINDER 1);
  CREATE TABLE "đơn hàng khác" PARTITION OF "đơn hàng" DEFAULT;
  CREATE INDEX "chỉ mục" ON "đơn hàng" (khu_vực) WHERE tổng > 0;
`;

const rows = `
  INSERT INTO "Khách hàng" ("họ và tên", email, nhãn, vị_trí, size, tags)
    SELECT 'Nguyễn Thị ' || i || E' \\t\\n\\\\N', 'User' || i || '@Shop.Example', tiện_ích.hstore('khóa', i::text), point(i, -i), (i, i / 3.0)::"kích thước",
      ARRAY[ARRAY['a,b', '"'], ARRAY[NULL, '']] FROM generate_series(1, 500) AS i;
  INSERT INTO "Báo cáo 2026"."bảng.có.chấm" VALUES (1, 2), (2, 1);
  INSERT INTO "no columns" DEFAULT VALUES; INSERT INTO "no columns" DEFAULT VALUES;
  INSERT INTO "SELECT" VALUES ('', NULL, 1), (NULL, '', NULL), (E'\\\\.', E'\\r', 2);
  INSERT INTO tạm VALUES (1);
  INSERT INTO parent VALUES (1), (2); INSERT INTO child VALUES (3, 'đứa trẻ');
  INSERT INTO tệp SELECT 'all bytes', decode(string_agg(lpad(to_hex(i), 2, '0'), ''), 'hex') FROM generate_series(0, 255) AS i;
  INSERT INTO tệp SELECT 'one megabyte', decode(string_agg(md5(i::text), ''), 'hex') FROM generate_series(1, 65536) AS i;
  INSERT INTO tệp VALUES ('nothing', ''), ('null', NULL);
  INSERT INTO edge_values VALUES ('NaN', 'Infinity', '-0', 'infinity', '4713-01-01 BC', '-1 year 2 mons -3 days 04:05:06.789', '{"b":1, "a":1,"a":2}',
    '{"b":1,"a":"\\u0111"}', '<a>đ</a>', '00000000-0000-0000-0000-000000000001', '-12.34', '::/0', B'', '[0.1,0.2)', '{[1,3),[5,9)}', 'x',
    ARRAY['\\x00ff'::bytea, NULL], 'một:1A hai:2'), (1e-30, 0.1 + 0.2, 1.17549e-38, '-infinity', 'epoch', '0', 'null', '1e3', NULL, NULL, 0,
    '10.0.0.0/8', B'101', 'empty', '{}', '', '{}', '');
  INSERT INTO đặt_phòng SELECT i, tstzrange(to_timestamp(i), NULL) FROM generate_series(1, 50) AS i;
  INSERT INTO "đơn hàng" SELECT i, CASE i % 3 WHEN 0 THEN 'miền Bắc' WHEN 1 THEN 'miền Nam' END, date '2024-06-01' + i, 'đã giao', i * 1.01
    FROM generate_series(1, 1500) AS i;
`;

const protectedRows = `
  CREATE TABLE "bệnh án" (id int PRIMARY KEY, chủ text, nội_dung text);
  INSERT INTO "bệnh án" SELECT i, CASE WHEN i % 2 = 0 THEN '${writerRole.name}' ELSE 'người khác' END, gen_salt_free FROM
    (SELECT i, encode(digest(i::text, 'sha256'), 'hex') AS gen_salt_free FROM generate_series(1, 200) AS i) AS records;
  ALTER TABLE "bệnh án" ENABLE ROW LEVEL SECURITY;
  ALTER TABLE "bệnh án" FORCE ROW LEVEL SECURITY;
  CREATE POLICY "chỉ của mình" ON "bệnh án" TO "${writerRole.name}" USING (chủ = current_user) WITH CHECK (chủ = current_user);
`;

const largeObjects = `
  SELECT lo_from_bytea(70001, 'đoạn văn'), lo_from_bytea(70002, ''),
    lo_from_bytea(70003, (SELECT decode(string_agg(md5(i::text), ''), 'hex') FROM generate_series(1, 20000) AS i));
  ALTER LARGE OBJECT 70001 OWNER TO "${writerRole.name}";
  GRANT SELECT ON LARGE OBJECT 70001, 70002, 70003 TO "${backupRole.name}";
  COMMENT ON LARGE OBJECT 70003 IS 'ảnh';
`;

const logic = `
  CREATE FUNCTION tính_tổng(a numeric, b numeric DEFAULT 0) RETURNS numeric LANGUAGE plpgsql AS $fn$ BEGIN RETURN a + b; /* $$ */ END $fn$;
  CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $fn$ BEGIN NEW."giá trị" := trim(NEW."giá trị"); RETURN NEW; END $fn$;
  CREATE TRIGGER "dấu thời gian" BEFORE UPDATE ON "bảng 1" FOR EACH ROW EXECUTE FUNCTION stamp();
  CREATE VIEW "Báo cáo 2026".doanh_thu AS SELECT khu_vực, sum(tổng) AS tổng FROM "đơn hàng" GROUP BY khu_vực;
  CREATE MATERIALIZED VIEW "Báo cáo 2026"."theo tháng" AS SELECT date_trunc('month', ngày) AS tháng, count(*) FROM "đơn hàng" GROUP BY 1;
  CREATE MATERIALIZED VIEW chưa_đầy AS SELECT 1 AS one WITH NO DATA;
  CREATE RULE never AS ON DELETE TO "empty" DO INSTEAD NOTHING;
`;

const grants = `
  GRANT USAGE ON SCHEMA "Báo cáo 2026" TO "${readerRole}";
  GRANT SELECT (id, "họ và tên") ON "Khách hàng" TO "${readerRole}";
  GRANT SELECT, INSERT, UPDATE ON "đơn hàng", "bệnh án" TO "${writerRole.name}" WITH GRANT OPTION;
  GRANT USAGE ON SEQUENCE "số hóa đơn" TO "${writerRole.name}";
  REVOKE EXECUTE ON FUNCTION tính_tổng FROM PUBLIC;
  ALTER DEFAULT PRIVILEGES IN SCHEMA "Báo cáo 2026" GRANT SELECT ON TABLES TO "${readerRole}";
  ALTER TABLE child OWNER TO "${writerRole.name}";
`;
