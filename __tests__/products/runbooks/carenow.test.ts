import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { treePart } from '../../../model/store-layout';
import { carenow } from '../../../products/carenow';
import { pages, stackJson } from '../../runbooks/generated';
import { blocksIn, linksIn } from '../../runbooks/markdown-links';
import { blocksUnder, typeBlocks } from '../../runbooks/typed-blocks';

const page = pages().get('runbooks/carenow.md') ?? '';
const grafana = 'https://grafana.example.com/d/carenow-production';

/** A command that is folded for print, as the shell reads it. */
const onOneLine = (block: string): string => block.replace(/ \\\n\s*/g, ' ');

/** A section of the runbook with its heading, up to the next one. */
function sectionUnder(heading: string): string {
  const from = page.indexOf(`\n${heading}\n`);
  expect([heading, from]).not.toEqual([heading, -1]);
  const end = page.slice(from + 1).search(/\n#{1,4} /);
  return page.slice(from, end < 0 ? undefined : from + 1 + end);
}

describe('the routines of CareNow', () => {
  it('open whole dashboards where a step is about one', () => {
    expect(linksIn(sectionUnder('### Morning checklist'))).toContain(`${grafana}-overview`);
    expect(linksIn(sectionUnder('### Incident process'))).toContain(`${grafana}-overview`);
    expect(linksIn(sectionUnder('### Security checks'))).toContain(`${grafana}-security`);
  });

  it('read the authentication log by the very entries that the metric of failed sign-ins counts', () => {
    const metrics = (stackJson().get('stacks/carenow-production-monitoring/cdk.tf.json') as { resource: Resources }).resource
      .google_logging_metric;
    const { filter } = Object.values(metrics).find(({ name }) => name === 'failed_sign_ins') ?? { filter: 'none' };
    const [read = ''] = blocksUnder('carenow', '### Security checks');
    const words = typeBlocks(['gcloud() { printf "%s\\n" "$@"; }', read], tmpdir(), { PROJECT: 'carenow-prod' }).split('\n');
    expect(words.slice(0, 4)).toEqual(['logging', 'read', filter, '--project=carenow-prod']);
  });

  it('lead from the evening list to the log of the daily report and its start', () => {
    expect(linksIn(sectionUnder('### Evening checklist'))).toContain('#run-daily-report');
  });
});

interface Resources {
  readonly google_logging_metric: Readonly<
    Record<string, { readonly name: string; readonly filter: string; readonly label_extractors?: Readonly<Record<string, string>> }>
  >;
  readonly google_storage_bucket: Readonly<
    Record<
      string,
      {
        readonly name: string;
        readonly lifecycle_rule: readonly { readonly condition: { readonly age?: number; readonly matches_prefix?: readonly string[] } }[];
      }
    >
  >;
}

describe('the rollback of CareNow', () => {
  const [, rollback = ''] = blocksUnder('carenow', '### Roll back the application');
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollback-'));
    for (const name of ['firebase', 'git']) {
      const file = join(folder, name);
      writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${folder}/typed"\ncase "$*" in $REFUSED) exit 1;; esac\n`);
      chmodSync(file, 0o755);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const typed = (refused: string): readonly string[] => {
    const variables = { SITE: 'carenow', GOOD_VERSION: 'v1', PREVIOUS_TAG: 'v1.2.3', PROJECT: 'carenow-prod', REFUSED: refused };
    typeBlocks([`{ ${rollback}} || true`], folder, { ...variables, PATH: `${folder}:${process.env.PATH}` });
    return readFileSync(join(folder, 'typed'), 'utf8').trim().split('\n');
  };

  it('is one command for hosting and functions, and brings hosting back first', () => {
    expect(typed('nothing')).toEqual([
      'firebase hosting:clone carenow@v1 carenow:live',
      'git fetch --tags origin',
      'git checkout v1.2.3',
      'firebase deploy --only functions --project carenow-prod',
    ]);
  });

  it('deploys no functions of a tag that is not there', () => {
    expect(typed('checkout*')).toHaveLength(3);
  });
});

describe('a restored database of CareNow', () => {
  it('is named to the programs that check it in every block that runs them', () => {
    const checking = blocksIn(page, 'sh').filter((block) => block.includes('verify-data-integrity.js'));
    expect(checking).toHaveLength(3);
    for (const block of checking) {
      expect(block).toMatch(
        /^export GOOGLE_CLOUD_PROJECT="\$PROJECT" FIRESTORE_DATABASE=".+"\nnpm ci\nnode scripts\/verify-data-integrity\.js\nnpm run test:integration\n/,
      );
    }
    expect(sectionUnder('#### From the backup "Firestore"')).toContain(
      'export GOOGLE_CLOUD_PROJECT="$PROJECT" FIRESTORE_DATABASE=restored',
    );
  });

  it('comes from an export that expires, wherever people export it to', () => {
    const { google_storage_bucket } = (stackJson().get('stacks/carenow-production-backup/cdk.tf.json') as { resource: Resources }).resource;
    const rulesOf = (bucket: string) =>
      Object.values(google_storage_bucket)
        .filter(({ name }) => name === bucket)
        .flatMap((each) => each.lifecycle_rule);
    const exported = [...page.matchAll(/gcloud firestore export "gs:\/\/(?<bucket>[^/]+)\/(?<prefix>[^/]+\/)/g)];
    expect(exported.map(({ groups }) => groups?.prefix)).toEqual(['incident/', 'incident/', 'daily/']);
    for (const { groups } of exported) {
      for (const bucket of [String(groups?.bucket), `${groups?.bucket}-copy`]) {
        const ages = rulesOf(bucket).filter(({ condition }) => condition.matches_prefix?.includes(String(groups?.prefix)));
        expect(ages.map(({ condition }) => condition.age)).toEqual([30]);
      }
    }
  });
});

describe('the disaster recovery test of CareNow', () => {
  const section = sectionUnder('### Disaster recovery test and drill');
  const blocks = blocksIn(section, 'sh').map(onOneLine).join('\n');

  it('takes every part from the copy of the full system, and from no other copy before it has passed', () => {
    const system = carenow.evaluate().declaration?.backups.find(({ name }) => name === 'full-system');
    const parts = system?.source.kind === 'full-system' ? system.source.parts : [];
    expect(parts).toHaveLength(7);
    for (const part of parts.filter((name) => name !== 'firestore')) expect(section).toContain(`full-system/${treePart(part)}`);
    expect(blocks).toContain('.part == "firestore") | .export');
    expect(new Set(blocks.match(/--backup=\S+/g))).toEqual(new Set(['--backup=full-system']));
    expect(section.indexOf('restore-from-firestore-recent')).toBeGreaterThan(section.indexOf('verify-data-integrity.js'));
  });

  it('finds the export in the list of the parts', () => {
    const [line = ''] = blocks.match(/^EXPORT=.*$/m) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'parts-'));
    try {
      typeBlocks(['mkdir full-system'], folder, {});
      const parts = [{ part: 'auth' }, { part: 'firestore', export: 'gs://carenow-backups/weekly/full-system_20261122_040000.firestore' }];
      writeFileSync(join(folder, 'full-system', 'parts.json'), JSON.stringify({ parts }));
      expect(typeBlocks([line, 'basename "$EXPORT"'], folder, {})).toBe('full-system_20261122_040000.firestore\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has each of its drills recorded, with the rollback against 15 minutes', () => {
    for (const drill of ['disaster-test', 'disaster-drill', 'application-rollback']) expect(linksIn(section)).toContain(`#record-${drill}`);
    expect(section).toMatch(/Rollback: .* More than 15 min is an error\./);
  });
});

describe('alerts of CareNow', () => {
  it('say of each duration that it is assumed: the source runbook gives none', () => {
    const alerts = page.slice(page.indexOf('<a id="alerts"></a>'));
    const rows = [...alerts.matchAll(/^\| production \| (?<fires>[^|]+) \|.*$/gm)].filter(
      ([row]) => !row.includes('`carenow-production-heartbeat`'),
    );
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.flatMap(({ groups }) => groups?.fires ?? []).filter((fires) => !fires.endsWith('(duration assumed)'))).toEqual([]);
  });
});

describe('what CareNow itself has to write', () => {
  const monitoring = JSON.stringify(stackJson().get('stacks/carenow-production-monitoring/cdk.tf.json'));

  it('is listed line by line of its log, with the fields that are taken from it', () => {
    const { google_logging_metric } = (stackJson().get('stacks/carenow-production-monitoring/cdk.tf.json') as { resource: Resources })
      .resource;
    const events = Object.values(google_logging_metric).flatMap(({ filter, label_extractors }) => {
      const [, event] = /jsonPayload\.event="(\w+)"/.exec(filter) ?? [];
      return event === undefined ? [] : [[event, Object.keys(label_extractors ?? {})] as const];
    });
    expect(new Map(events)).toEqual(
      new Map([
        ['payment', ['result']],
        ['session', []],
        ['conversion', []],
        ['feedback', []],
      ]),
    );
    const lines = [...sectionUnder('### Log lines that the product writes').matchAll(/^- `"event": "(\w+)"`(.*)$/gm)];
    expect(new Map(lines.map(([, event, text = '']) => [event, [...text.matchAll(/; `(\w+)` is /g)].map(([, field]) => field)]))).toEqual(
      new Map(events),
    );
  });

  it('is listed gauge by gauge, beside those that the jobs of this project write', () => {
    const read = new Set([...monitoring.matchAll(/custom_googleapis_com:(\w+)/g)].map(([, name = '']) => name));
    const ofOurJobs = /^(opskeep_|web_vitals_|data_integrity_check_failed$)/;
    const listed = [...sectionUnder('### Metrics that the product writes').matchAll(/^- `custom\.googleapis\.com\/(\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(listed).toHaveLength(7);
    expect(new Set(listed)).toEqual(new Set([...read].filter((name) => !ofOurJobs.test(name))));
  });
});
