import { archiveBucketName, copyBucketName, offProjectBucketName } from '../model/bucket-names';
import { reportFinding } from '../model/finding';
import { messages } from '../model/messages';
import { recordsBucket } from './chapters/backup-places';
import { inputVariable } from './chapters/shell-variables';
import { placeholder, type RunbookContext } from './context';
import { restoreRole } from './restore/aws';
import { copiesOf } from './restore/tool';
import { startCommand } from './start-command';

/** What names in braces stand for, in commands and texts that people wrote. Inputs of the product become shell variables. */
export function placeholders(context: RunbookContext): ReadonlyMap<string, string> {
  const { product, main } = context;
  const { environment } = main;
  const { bucketName, id } = environment;
  const aws = product.cloud === 'aws';
  const sources = environment.backups.flatMap(({ source }) => (source.kind === 'postgres' ? [source] : []));
  const [database] = sources;
  return new Map([
    ['product', product.id],
    ['environment', environment.environment],
    ['bucket', context.bucket(bucketName)],
    ['copy-bucket', copyBucketName(context.bucket(bucketName))],
    ['records-bucket', recordsBucket(context)],
    ['grafana', context.grafana],
    ...main.dashboards.map((dashboard) => [`dashboard-${dashboard.name}`, context.dashboardLink(dashboard)] as const),
    ...(aws
      ? ([
          ['account', context.value('aws.accountId')],
          ['region', context.value('aws.region')],
          ['cluster', `${id}-jobs`],
          ['restore-role', restoreRole(context)],
        ] as const)
      : ([
          ['project', context.value('google.project')],
          ['location', context.value('google.location')],
          ['backup-project', context.value('google.backupProject')],
          ['off-project-bucket', offProjectBucketName(bucketName)],
        ] as const)),
    ...environment.archives.map(({ store }) => ['archive-bucket', context.bucket(archiveBucketName(id, store))] as const),
    ...(database === undefined
      ? []
      : ([
          ['database', database.database],
          ['database-port', String(database.port)],
          ...(aws ? ([['database-host', '$DATABASE_HOST']] as const) : []),
        ] as const)),
    ...environment.backups.map((backup) => [`copies-of-${backup.name}`, copiesOf(context, backup)] as const),
    ...[...environment.backups.flatMap(({ drills }) => drills), ...environment.archives.map(({ drill }) => drill)].flatMap(
      ({ name, atMost, overdueAfter }) => [
        [`overdue-of-${name}`, overdueAfter.toString()] as const,
        ...(atMost === undefined ? [] : [[`limit-of-${name}`, atMost.toString()] as const]),
      ],
    ),
    ...environment.duties.map(({ name, overdueAfter }) => [`overdue-of-${name}`, overdueAfter.toString()] as const),
    ...environment.backups.map((backup) => [`start-${backup.name}`, startCommand(context, backup)] as const),
    ...product.inputs.map(({ name }) => [name, context.input(name) ?? `$${inputVariable(name)}`] as const),
  ]);
}

/** A command with its names filled in. One that nothing declares is a finding: the command would not do what it says. */
export function fillCommand(code: string, values: ReadonlyMap<string, string>, where: string): string {
  return code.replace(
    placeholder,
    (whole, name: string) =>
      values.get(name) ?? reportFinding(messages.unknownName(where, 'name in braces', name, [...values.keys()]), whole),
  );
}

/** A text with the names that are known; others may be the fields of a message. */
export function fillText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(placeholder, (whole, name: string) => values.get(name) ?? whole);
}
