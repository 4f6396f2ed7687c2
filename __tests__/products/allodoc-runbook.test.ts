import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allodoc } from '../../products/allodoc';
import { pages, stackJson } from '../runbooks/generated';
import { blocksUnder } from '../runbooks/typed-blocks';
import { hasPgBackRest } from '../support/archive-host';
import { describeWithTool } from '../support/optional-tools';

const { declaration } = allodoc.evaluate();
if (declaration === undefined) throw new Error('allodoc cannot be evaluated');
const { backups } = declaration;

const page = pages().get('runbooks/allodoc.md') ?? '';

/** A section as it is printed, without its heading; commands are on one line each, however long. */
function sectionOf(heading: string): string {
  const [, after = ''] = page.split(`\n### ${heading}\n`);
  expect(after).not.toBe('');
  return (after.split(/\n#{2,3} /)[0] ?? '').replace(/ \\\n +/g, ' ');
}

interface Rule {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Stack {
  readonly resource: { readonly grafana_rule_group: Readonly<Record<string, { readonly rule: readonly Rule[] }>> };
}

const stack = [...stackJson()].find(([path]) => path.includes('allodoc-production-monitoring'))?.[1] as Stack;
const rules = Object.values(stack.resource.grafana_rule_group).flatMap(({ rule }) => rule);

describe('the runbook of AlloDoc', () => {
  it('takes the copies of its monthly drills from the tiers that the backups say', () => {
    const text = sectionOf('Monthly drills: full system and single tables');
    const drilled = [
      ['full-system', 'monthly-full'],
      ['database', 'partial'],
    ].map(([backup, drill]) => {
      const tier = backups.find(({ name }) => name === backup)?.drills.find(({ name }) => name === drill)?.tier;
      return `--prefix "verified/${backup}/${tier?.prefix}"`;
    });
    expect([...text.matchAll(/--prefix "[^"]+"/g)].map(([prefix]) => prefix)).toEqual(drilled);
  });

  it('brings the database of a lost host back before anything starts, in the steps that the drill follows too', () => {
    const rebuilt = sectionOf('Rebuild the whole system');
    const [, , , , database = '', find = '', fetch = '', ...rest] = rebuilt.split(/^\d+\. /m);
    expect(database).toContain('steps 3 and 4 of [Restore the database](#database-restore), without a target');
    expect(find).toContain('--prefix "verified/full-system/"');
    expect(fetch).toMatch(/^Fetch it and unpack it\./);
    expect([...rebuilt.matchAll(/ up -d\b/g)]).toHaveLength(1);
    expect(rest[0]).toMatch(/ up -d$/m);
    const restore = sectionOf('Restore the database').split(/^\d+\. /m);
    expect(restore[3]).toContain('pgbackrest postgres --stanza=database --delta');
    expect(restore[4]).toContain('pg_is_in_recovery()');
    const drill = sectionOf('Monthly drills: full system and single tables');
    expect(drill).toMatch(/the first four steps of \[Rebuild the whole system\].*with `--archive-mode=off` and without a target/);
    expect(drill).toContain('below `weekly/`, and go on with the sixth step');
  });

  it('starts the full copy before maintenance early enough to end before the base backup of the night, and waits for the dump', () => {
    const text = sectionOf('Before maintenance');
    const [, start = ''] = /\*\*On the evening before, by (\d\d):00 UTC\*\*/.exec(text) ?? [];
    const longest = backups.find(({ name }) => name === 'full-system')?.longestRun.minutes ?? Number.NaN;
    expect(Number(start) * 60 + longest).toBeLessThanOrEqual((24 + 1) * 60);
    expect(text.indexOf('allodoc-production-full-system')).toBeLessThan(text.indexOf('**In the window'));
    expect(text).toMatch(
      /\*\*In the window, before the first change\*\*\n\n1\. Wait until the backup of 02:00 UTC has ended, .*Database, daily: age/,
    );
  });

  it('counts connections by address, whatever their ports', () => {
    const [, count = ''] = blocksUnder('allodoc', '### Log analysis and access review').filter((block) => /auth\.log|ss -/.test(block));
    const listed = ['0 0 10.0.0.5:3000 203.0.113.7:51000', '0 0 10.0.0.5:3000 203.0.113.7:51001', '0 0 10.0.0.5:3000 [2001:db8::1]:40000'];
    const { stdout } = spawnSync('bash', ['-euo', 'pipefail'], {
      input: `ss() { printf '%s\\n' ${listed.map((line) => `'${line}'`).join(' ')}; }\n${count}`,
      encoding: 'utf8',
    });
    expect(stdout.split('\n').map((line) => line.trim())).toEqual(['3', '2 203.0.113.7', '1 [2001:db8::1]', '']);
  });

  it('calls each page of the list of immediate alerts by its word', () => {
    const immediate = rules.filter(({ annotations }) => /\bAD-ALERT-0[1-5]\b/.test(annotations.requirement ?? ''));
    expect(immediate).toHaveLength(7);
    expect(immediate.map(({ labels, annotations }) => [labels.severity, annotations.seed_severity])).toEqual(
      immediate.map(() => ['critical', 'immediate']),
    );
  });
});

describeWithTool('pgbackrest', hasPgBackRest, () => {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-restore-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('types a restore that pgBackRest understands, to a moment, to the end of the archive and on a scratch host', () => {
    const section = sectionOf('Restore the database');
    const [, options = ''] = /--entrypoint pgbackrest postgres (.* restore)$/m.exec(section) ?? [];
    const [, leftOut = ''] = /Leave out (.*?) to get everything/.exec(section) ?? [];
    const names = [...leftOut.matchAll(/`(--[a-z-]+)`/g)].map(([, name]) => name);
    const toTheEnd = options.replace(new RegExp(` (?:${names.join('|')})=(?:"[^"]*"|\\S+)`, 'g'), '');
    expect(toTheEnd).toBe('--stanza=database --delta restore');
    for (const typed of [options, toTheEnd, toTheEnd.replace('restore', '--archive-mode=off restore')]) {
      const { stdout, stderr } = spawnSync('bash', ['-c', `pgbackrest ${typed}`], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          TARGET_TIME: '2026-01-31 02:41:00+00',
          PGBACKREST_PG1_PATH: folder,
          PGBACKREST_REPO1_PATH: folder,
          PGBACKREST_LOCK_PATH: folder,
          PGBACKREST_LOG_LEVEL_FILE: 'off',
        },
      });
      // The options are good: what is missing is a backup to restore.
      expect(`${stdout}${stderr}`).toMatch(/ERROR: \[075\]/);
    }
  });
});
