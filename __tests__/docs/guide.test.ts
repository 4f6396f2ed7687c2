import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { anchorsIn, blocksIn, linksIn } from '../runbooks/markdown-links';
import { projectRoot } from '../support/command';

/** Where each command of the documentation is run for real; a command without an entry fails the test. */
const runBy: Readonly<Record<string, string>> = {
  'npm start': 'e2e/first-commands.test.ts',
  'npm start -- allodoc production': 'e2e/first-commands.test.ts',
  'npm start -- --findings=findings.sarif': 'e2e/first-commands.test.ts',
  'npm run check:dates': 'e2e/check-dates.test.ts',
  'npm run check:dates -- --today=2027-06-30': 'e2e/check-dates.test.ts',
  'npm test': '../.ci/run',
  'export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=of-nobody AWS_SECRET_ACCESS_KEY=of-nobody': 'e2e/try-it.test.ts',
  'npm run doctor -- life-manager-staging-backup': 'e2e/try-it.test.ts',
  'terraform -chdir=cdktf.out/stacks/life-manager-staging-backup init': 'e2e/try-it.test.ts',
  'terraform -chdir=cdktf.out/stacks/life-manager-staging-backup plan': 'e2e/try-it.test.ts',
  'npm run page-test -- allodoc production --dry-run': 'e2e/life.test.ts',
  'npm run page-test -- allodoc production --way=pagerduty': 'e2e/life.test.ts',
  'npm run page-test -- allodoc production': 'e2e/page-test.test.ts',
  'npm run backup -- allodoc production database': 'e2e/life.test.ts',
  'npm run backup -- allodoc production --all': 'e2e/life.test.ts',
  'npm run backup -- allodoc production full-system --tier=monthly --run': 'e2e/life.test.ts',
  'npm run print -- allodoc carenow life-manager mobile-matrix': 'e2e/runbook-print.test.ts',
  'npm run print -- operations-manual --paper=letter': 'e2e/runbook-print.test.ts',
  'npm run doctor': 'e2e/first-deployment.test.ts',
  'npm run doctor -- allodoc-on-call': 'e2e/first-deployment.test.ts',
  'npm run doctor -- allodoc production': 'doctor/doctor.test.ts',
  'terraform -chdir=cdktf.out/stacks/bootstrap-aws init': 'e2e/first-deployment.test.ts',
  'terraform -chdir=cdktf.out/stacks/bootstrap-aws init -migrate-state': 'e2e/first-deployment.test.ts',
  'terraform -chdir=cdktf.out/stacks/bootstrap-aws plan': 'e2e/first-deployment.test.ts',
  'terraform -chdir=cdktf.out/stacks/bootstrap-aws apply': 'e2e/first-deployment.test.ts',
  "aws cloudwatch describe-alarms --alarm-name-prefix allodoc-production --state-value OK --query 'MetricAlarms[].AlarmName'":
    'e2e/silence-alarms.test.ts',
  'grep -o \'"path": "[^"]*"\' cdktf.out/stacks/allodoc-on-call/cdk.tf.json': 'e2e/life.test.ts',
  'prometheus-postgres-exporter --extend.query-path=postgres-exporter.yaml --auto-discover-databases': 'e2e/archive-lag.test.ts',
  'npx cdktf diff allodoc-on-call': 'e2e/cdktf.test.ts',
  'npx cdktf deploy allodoc-on-call': 'e2e/cdktf.test.ts',
};

/** Commands that need what no test has, and what comes nearest to each. */
const notRun: Readonly<Record<string, string>> = {
  'terraform -chdir=cdktf.out/stacks/allodoc-production-backup output -json database_archive_settings':
    'needs a deployed stack; e2e/jobs-archive.test.ts sets a host up with what the construct renders',
  [`docker run --rm --env AWS_REGION --env AWS_ACCESS_KEY_ID --env AWS_SECRET_ACCESS_KEY --env AWS_SESSION_TOKEN --env PRODUCT=reference --env ENVIRONMENT=production --env BUCKET=reference-production-backups --env LOCK_DAYS=7 --env WATCH=[] --env 'ROUTINES=["security-scan"]' "$JOB_IMAGE" opskeep record security-scan`]:
    'needs Docker; e2e/jobs-record.test.ts runs the program with these settings and these rights',
  'python3 -m venv ~/ministack': 'installs; e2e/try-it.test.ts takes the ministack that .ci/run has installed',
  '~/ministack/bin/pip install ministack==1.5.33': 'installs; .ci/requirements.txt holds the same version',
  '~/ministack/bin/ministack': 'runs until it is stopped; e2e/try-it.test.ts starts it on a free port',
  'npm run pin-images': 'asks Docker Hub; life/pin-images.test.ts asks a registry of its own',
  'git diff jobs/images.json': 'needs the digests of Docker Hub',
  'REPOSITORY=$(terraform -chdir=cdktf.out/stacks/bootstrap-aws output -raw image_repository_url)': 'needs a deployed stack',
  'npm run build-image -- postgres-15 --tag="$REPOSITORY:postgres-15-1"':
    'needs Docker; life/build-image.test.ts reads the command, e2e/job-image-build.test.ts builds the Dockerfile and runs the image',
  'aws ecr get-login-password | docker login --username AWS --password-stdin "${REPOSITORY%%/*}"': 'needs Docker',
  'docker push "$REPOSITORY:postgres-15-1"': 'needs Docker',
};

const pages = [
  'README.md',
  ...readdirSync(join(projectRoot, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((page) => page.endsWith('.md') && !page.includes('runbooks/') && !/(traceability|compliance)\.md$/.test(page));

const read = (page: string): string => readFileSync(join(projectRoot, page), 'utf8');

/** Lines of the shell blocks of a page, also of those that stand in a list. */
function commandsOf(page: string): string[] {
  return blocksIn(read(page), 'sh').flatMap((block) => block.split('\n').filter((line) => line !== '' && !line.startsWith('#')));
}

describe('the documentation', () => {
  it.each(pages)('%s names only commands that a test runs, or that need what no test has', (page) => {
    const commands = commandsOf(page).filter((command) => notRun[command] === undefined);
    expect(commands.filter((command) => runBy[command] === undefined)).toEqual([]);
    for (const command of commands) expect(existsSync(join(projectRoot, '__tests__', runBy[command] ?? ''))).toBe(true);
  });

  it('has every command that no test runs in its text', () => {
    const named = pages.flatMap(commandsOf);
    expect(Object.keys(notRun).filter((command) => !named.includes(command))).toEqual([]);
  });

  it.each(pages)('%s links only to what exists, and to headings that are there', (page) => {
    const targets = linksIn(read(page)).filter((target) => !/^(https?|mailto):/.test(target));
    const dead = targets.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const path = file === '' ? page : relative(projectRoot, resolve(projectRoot, dirname(page), file));
      return !existsSync(join(projectRoot, path)) || (anchor !== undefined && !anchorsIn(read(path)).includes(anchor));
    });
    expect(dead).toEqual([]);
  });
});
