import type { Backup } from '../../model/backup';
import { copyBucketName, offProjectBucketName, recordsBucketName, secondProviderBucketName } from '../../model/bucket-names';
import { attemptsOf, storePrefixes, verifiedOf } from '../../model/store-layout';
import type { RunbookContext } from '../context';
import { code, table } from '../markdown';
import type { Section } from '../section';

/** The bucket that the copies of a backup stand in. */
export function bucketOf(context: RunbookContext, backup: Pick<Backup, 'target'>): string {
  const { bucketName } = context.main.environment;
  return context.bucket(backup.target === 'foreign-bucket' ? offProjectBucketName(bucketName) : bucketName);
}

/** The bucket of manifests and results. */
export function recordsBucket(context: RunbookContext): string {
  const { bucketName } = context.main.environment;
  return context.product.cloud === 'aws' ? context.bucket(bucketName) : recordsBucketName(bucketName);
}

/** What a restore from the second region needs: the role of all restores, another bucket and another region. */
const secondRegion = `, in the region of the setting ${code('aws.copyRegion')}. Where the first is lost, the [restore role](#become-the-restore-role) restores from it, with this bucket and \`AWS_REGION\` set to that region`;

/** The buckets of the environment, and who may do what in them. */
export function buckets(context: RunbookContext): readonly string[] {
  const { product, main } = context;
  const { bucketName, posture, id } = main.environment;
  const name = context.bucket(bucketName);
  const prefixed =
    product.cloud === 'aws' && name === bucketName ? `; where ${code('aws.bucketPrefix')} is set, it stands before the name` : '';
  const lock = product.cloud === 'aws' ? 'object lock in mode GOVERNANCE' : 'a retention policy';
  const foreign = main.environment.backups.some((backup) => backup.target === 'foreign-bucket');
  return [
    `Bucket: ${code(name)}${prefixed}.`,
    ...(product.cloud === 'aws' ? [] : [`Manifests, attempts and results: ${code(recordsBucketName(bucketName))}.`]),
    ...(foreign ? [`Copies that outlive the project, in a project of their own: ${code(offProjectBucketName(bucketName))}.`] : []),
    ...(posture.copies ? [`Copy in a second place: ${code(copyBucketName(name))}${product.cloud === 'aws' ? secondRegion : ''}.`] : []),
    ...(product.secondProviderCopy === undefined || !posture.copies
      ? []
      : [`Copy of the tier ${code(product.secondProviderCopy.tier.name)} with another provider: ${code(secondProviderBucketName(id))}.`]),
    `Encrypted with a customer-managed key that rotates; TLS only; public access is blocked. A copy that a person downloads stays on an encrypted volume.`,
    `Locked by ${lock}, for at least ${posture.lockAtLeast ?? 'no time'}: whoever writes copies can neither read nor delete them.`,
  ];
}

/** What stands beside a dump of PostgreSQL. */
function companions({ source }: Backup): readonly (readonly [file: string, what: string])[] {
  if (source.kind !== 'postgres') return [];
  return [
    ['globals.sql', 'roles and their rights, beside each dump'],
    ...(source.schemaObject ? [['schema.sql', 'the schema alone, beside each dump'] as const] : []),
  ];
}

const fileBeside = ({ objectName, runs }: Backup, file: string): string => `${runs[0].tier.prefix}${objectName}_<yyyymmdd_hhmmss>.${file}`;

/** Name of the objects of a backup; several objects stand beside a dump. */
export function objectPattern({ source, objectName, runs }: Backup): string {
  const prefix = runs[0].tier.prefix;
  return source.kind === 'firestore' ? `${prefix}<yyyymmdd>[T<hhmm>]/` : `${prefix}${objectName}_<yyyymmdd_hhmmss>.*`;
}

/** What stands under which key. */
export function layout(context: RunbookContext): Section {
  const { environment } = context.main;
  const records = recordsBucket(context);
  const first = environment.backups[0]?.name ?? '<backup>';
  return {
    title: 'Where objects stand',
    meets: environment.backups.flatMap((backup) => backup.meets),
    body: [
      ...table(
        ['Bucket', 'Key', 'What'],
        [
          ...environment.backups.flatMap((backup) => [
            [code(bucketOf(context, backup)), code(objectPattern(backup)), backup.title],
            ...companions(backup).map(([file, what]) => [code(bucketOf(context, backup)), code(fileBeside(backup, file)), what]),
          ]),
          [code(records), code(`${attemptsOf(first)}...`), 'one small object a start, so that a failed attempt can be told from none'],
          [code(records), code(`${verifiedOf(first)}...`), 'a manifest a verified copy: its key, bytes and checksum'],
          [code(records), code(`${storePrefixes.drills}${first}/...`), 'results of drills'],
          [code(records), code(`${storePrefixes.lastGood}${first}`), 'the newest verified copy, which no age-based rule removes'],
        ],
      ),
      'Nothing points at the newest copy: what is locked cannot be overwritten. The newest verified copy is the one of the newest manifest, found by listing.',
    ],
  };
}
