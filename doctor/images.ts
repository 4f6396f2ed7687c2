import { type Check, missing, notChecked, ok, wrong } from './check';
import { type Answer, ask, type Environment } from './machine';
import { askedBy, naming, type StackNeeds } from './needs';

const subject = 'image of the jobs';
const guide = 'docs/guide/first-deployment.md#the-image-of-the-jobs';

/** An image in Amazon ECR by its digest. */
const inEcr = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^@]+)@(sha256:[0-9a-f]{64})$/;

/** Whether ECR has the image that tasks are told to run, and lets them pull it from there. */
export function checkEcrImages(needs: readonly StackNeeds[], environment: Environment): readonly Check[] {
  const asked = askedBy(needs, (need) => valuesOf(need, 'aws_job_image'));
  return [...asked].map(([image, stacks]) => {
    const [, account, region, repository, digest] = inEcr.exec(image) ?? [];
    if (account === undefined || region === undefined || repository === undefined || digest === undefined)
      return notChecked(subject, `${image} is not in Amazon ECR`, 'look there yourself, or push it to the repository of bootstrap-aws');
    const from = `:ecr:${region}:${account}:repository/${repository}`;
    const pulling = needs.filter(({ stack }) => stacks.includes(stack)).flatMap((need) => valuesOf(need, 'aws_image_repository_arn'));
    const other = pulling.find((arn) => !arn.endsWith(from));
    if (other !== undefined)
      return wrong(
        subject,
        `${image}, but tasks of ${naming(stacks)} may pull from ${other} alone`,
        'correct aws.jobImage or aws.imageRepositoryArn in settings.json: both speak of one repository',
      );
    const where = ['--registry-id', account, '--repository-name', repository, '--region', region];
    const answer = ask(environment, 'aws', 'ecr', 'describe-images', ...where, '--image-ids', `imageDigest=${digest}`, '--output', 'json');
    return found(image, stacks, answer, 'aws.jobImage');
  });
}

/** Whether the Artifact Registry has the image that Cloud Run is told to run. */
export function checkRegistryImages(needs: readonly StackNeeds[], environment: Environment): readonly Check[] {
  const asked = askedBy(needs, (need) => valuesOf(need, 'google_job_image'));
  return [...asked].map(([image, stacks]) =>
    found(image, stacks, ask(environment, 'gcloud', 'artifacts', 'docker', 'images', 'describe', image), 'google.jobImage'),
  );
}

function found(image: string, stacks: readonly string[], { succeeded, complaint }: Answer, setting: string): Check {
  if (succeeded) return ok(subject, `${image}, for ${naming(stacks)}`);
  const told = complaint === '' ? '' : `: ${complaint}`;
  return missing(
    subject,
    `${image} is not there, and jobs of ${naming(stacks)} could not start${told}`,
    `build it, push it and set ${setting} to the digest that the push printed, see ${guide}`,
  );
}

const valuesOf = ({ variables }: StackNeeds, name: string): readonly string[] => {
  const value = variables.get(name)?.value;
  return value === undefined ? [] : [value];
};
