import type { Backup } from '../../model/backup';
import type { RunbookContext } from '../context';
import { code, link } from '../markdown';
import { countRows, typed } from './steps';
import { copiesOf, databaseServer } from './tool';

/** How a person gets what the commands below need: the tool, and the right to read copies. */
const withTool = ({ product }: RunbookContext): string => {
  const access = product.cloud === 'aws' ? 'Become the restore role' : 'Get to read copies';
  return `${code('opskeep')} as in ${link(access, `#${access.toLowerCase().replaceAll(' ', '-')}`)}`;
};

/** Steps that show what became of the data between the two newest copies of a tier, and what is live now. */
export function compareCopies(context: RunbookContext, backup: Backup, tier: string, bucket: string): readonly string[] {
  const copies = `${copiesOf(context, backup)} --tier=${tier}`;
  return [
    typed(
      `**Copies.** See what stands in ${code(bucket)}, and what the newest verified copy has other than the one before: ${code('<')} before, ${code('>')} newest. ${withTool(context)}.`,
      'sh',
      `opskeep restore list ${copies}`,
      `opskeep restore inspect ${copies} > newest.json`,
      `BEFORE=$(date --utc --date="$(jq --raw-output .startedAt newest.json) - 1 second" +%Y-%m-%dT%H:%M:%SZ)`,
      `opskeep restore inspect ${copies} --at="$BEFORE" > before.json`,
      `diff <(jq '{bytes, tables, counts}' before.json) <(jq '{bytes, tables, counts}' newest.json)`,
    ),
    ...liveCounts(context, backup),
  ];
}

/** What the source holds now, where a command can count it. */
function liveCounts(context: RunbookContext, { source, drills }: Backup): readonly string[] {
  const checks = drills.flatMap((drill) => drill.checks);
  const step = (what: string, ...lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [typed(`**Source.** Count what is there now${what}.`, 'sh', ...lines)];
  switch (source.kind) {
    case 'postgres': {
      const counts = new Map(checks.flatMap((check) => (check.kind === 'rows' ? [[check.table, countRows(check, source.database)]] : [])));
      return context.product.cloud === 'aws' && counts.size > 0 ? step('', databaseServer(source.port), ...counts.values()) : [];
    }
    case 'firestore': {
      const id = context.value('google.project');
      const collections = new Set(checks.flatMap((check) => (check.kind === 'documents' ? [check.collection] : [])));
      return step(
        ' in each collection that the drills count',
        ...[...collections].map((name) => countDocuments(id, source.database, name)),
      );
    }
    case 'files':
      return context.product.cloud === 'google'
        ? step('', `gcloud storage du --summarize "gs://${context.value('google.uploadsBucket')}"`)
        : [];
    default:
      return [];
  }
}

const countDocuments = (project: string, database: string, collection: string): string =>
  [
    `curl --fail-with-body --silent --show-error --oauth2-bearer "$(gcloud auth print-access-token)" \\`,
    `  --json '{"structuredAggregationQuery":{"structuredQuery":{"from":[{"collectionId":"${collection}"}]},"aggregations":[{"count":{}}]}}' \\`,
    `  "https://firestore.googleapis.com/v1/projects/${project}/databases/${database}/documents:runAggregationQuery"`,
  ].join('\n');

/** Newest results of the drills of a backup or an archive. */
export const newestDrills = (context: RunbookContext, copies: Pick<Backup, 'name' | 'target'>): string =>
  typed(
    `**Results.** See what the newest drills found, how long they took, and of which copy. ${withTool(context)}.`,
    'sh',
    `opskeep restore drills ${copiesOf(context, copies)}`,
  );
