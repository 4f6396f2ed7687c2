import { addRoles, portableGlobals, rolesIn } from '../../../jobs/restore/roles';

const globals = `
SET default_transaction_read_only = off;
CREATE ROLE "Người Bán";
ALTER ROLE "Người Bán" WITH NOSUPERUSER LOGIN PASSWORD 'SCRAM-SHA-256$4096:x';
CREATE ROLE app;
ALTER ROLE app WITH LOGIN;
CREATE ROLE app_reader;
ALTER ROLE app_reader WITH NOLOGIN;
ALTER ROLE app SET statement_timeout TO '30s';
CREATE TABLESPACE fast OWNER app LOCATION '/srv/fast';
ALTER TABLESPACE fast SET (random_page_cost=1.1);
GRANT ALL ON TABLESPACE fast TO app;
GRANT app_reader TO app GRANTED BY postgres;
GRANT app_reader TO "Người Bán";
`;

describe('the roles of a server', () => {
  it('are named as SQL reads them', () => {
    expect(rolesIn(globals)).toEqual(['"Người Bán"', 'app', 'app_reader']);
  });

  it('come without the places for files of the other host', () => {
    expect(portableGlobals(globals)).not.toContain('TABLESPACE');
    expect(portableGlobals(globals).split('\n')).toHaveLength(globals.split('\n').length - 3);
  });

  it('are made one by one, with settings and memberships, and without touching those that are there', () => {
    expect(addRoles(globals, ['app'])).toBe(
      [
        'CREATE ROLE app;',
        'ALTER ROLE app WITH LOGIN;',
        "ALTER ROLE app SET statement_timeout TO '30s';",
        'GRANT app_reader TO app GRANTED BY postgres;',
      ].join('\n'),
    );
    expect(addRoles(globals, ['"Người Bán"'])).toContain('GRANT app_reader TO "Người Bán";');
  });
});
