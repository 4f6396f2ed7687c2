import { pages } from './generated';

const runbook = (name: string): string => pages().get(`runbooks/${name}.md`) ?? '';

describe('the restore of a continuous archive', () => {
  it('is one procedure where the server runs in containers: that of the product, which the restore chapter leads to', () => {
    const page = runbook('allodoc');
    expect(page).toContain('follow [the steps for this server](#database-restore)');
    // A server in a container has no pg_ctl on its host.
    expect(page).not.toContain('pg_ctl');
    expect([...page.matchAll(/--target="\$[A-Z_]+"[\s\\]+--target-action=promote restore/g)]).toHaveLength(1);
  });

  it('is generated where the server runs on its host', () => {
    const page = runbook('operations-manual');
    expect(page).toContain('pg_ctl stop --pgdata="$PGDATA" --mode=fast');
    expect(page).toContain('pg_ctl start --pgdata="$PGDATA" --options="-c config_file=$CONFIG_FILE"');
    expect([...page.matchAll(/--target="\$LAST_GOOD_MOMENT"[\s\\]+--target-action=promote restore/g)]).toHaveLength(1);
  });

  it.each([
    ['allodoc', 'allodoc-production-database-wal-copy'],
    ['operations-manual', 'reference-production-database-wal-copy'],
  ])('of %s names the copy that serves where the region of the archive is lost', (name, copy) => {
    const [, section = ''] = runbook(name).split('<a id="restore-from-archive-database"></a>');
    const [restore = ''] = section.split(/\n<a id=/);
    expect(restore).toContain(`give pgBackRest the bucket \`${copy}\``);
  });
});
