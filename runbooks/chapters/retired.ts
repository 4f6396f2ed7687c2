import { archiveBucketName } from '../../model/bucket-names';
import { Duration } from '../../model/duration';
import type { ProductEnvironment } from '../../model/product-environment';
import type { RunbookContext } from '../context';
import { code, fenced, numbered, table } from '../markdown';
import { type Section, unique } from '../section';
import { buckets } from './backup-places';
import { shellVariables } from './shell-variables';

/** Time in which a copy that has expired can still be brought back: versions in S3, soft delete in Cloud Storage. */
const undo = { aws: Duration.days(7), google: Duration.days(30) } as const;

/** What is left of a product that has retired, until when, and how the rest goes. */
export function retired(context: RunbookContext, chapters: readonly Section[]): readonly Section[] {
  const holding = context.watched.map(({ environment }) => environment).filter(({ tiers }) => tiers.length > 0);
  return [whatIsLeft(context, holding, chapters), secondStep(context, holding)];
}

function whatIsLeft(context: RunbookContext, environments: readonly ProductEnvironment[], chapters: readonly Section[]): Section {
  const { product } = context;
  const again = undo[product.cloud];
  return {
    title: 'What is left',
    meets: [],
    body: [
      `${product.title} has retired. Its jobs, alerts, dashboards, rotas and escalations are gone: nobody is called, and no alarm tells of copies that a person removes. Copies and the keys that open them stay until they expire.`,
      ...table(
        ['Environment', 'Bucket', 'Copies under', 'Each deleted', 'Gone for good, at the latest'],
        environments.flatMap((environment) => [
          ...unique(environment.tiers).map((tier) => [
            environment.environment,
            code(context.bucket(environment.bucketName)),
            code(tier.prefix),
            `${tier.keep} after it was made`,
            `${tier.keep.plus(again)} after retirement`,
          ]),
          ...environment.archives.map((archive) => [
            environment.environment,
            code(context.bucket(archiveBucketName(environment.id, archive.store))),
            'the whole archive',
            'never: pgBackRest, which expired it, is gone',
            'when a person empties the bucket',
          ]),
          [environment.environment, code(context.bucket(environment.bucketName)), code('last-good/'), 'never', 'when a person deletes it'],
        ]),
      ),
      ...buckets(context),
      `Until its lock has ended nobody deletes a copy without a right that no role here has. Whoever needs one restores it as below.`,
      ...shellVariables(context, chapters),
    ],
  };
}

function secondStep(context: RunbookContext, environments: readonly ProductEnvironment[]): Section {
  const longest = environments
    .flatMap(({ tiers }) => tiers.map(({ keep }) => keep))
    .reduce((a, b) => (b.isLongerThan(a) ? b : a), Duration.zero);
  const stacks = environments.map(({ id }) => `${id}-backup`);
  return {
    title: 'The second step: destroy what held the copies',
    meets: [],
    body: [
      `Not before ${longest.plus(undo[context.product.cloud])} after retirement, and with the word of ${context.roleTitle(context.product.owner)}. It cannot be undone.`,
      ...numbered([
        `Look into each bucket. Copies of the tiers are gone; under ${code('last-good/')} the newest good copy of each backup is left. Its owner deletes it, with its versions, once its lock has ended.`,
        `Set ${code("state: 'emptied'")} in ${code(`products/${context.product.name}.ts`)} and deploy each stack below. It takes away nothing but the refusal of Terraform.`,
        `Destroy each stack. The clouds refuse to delete a bucket that still holds an object: look again, do not force it.\n${fenced('sh', stacks.map((stack) => `npx cdktf destroy ${stack}`).join('\n'))}`,
        'A key can be brought back for 30 days after that. Then take the product out of `products/index.ts`; its runbook goes with it.',
      ]),
    ],
  };
}
