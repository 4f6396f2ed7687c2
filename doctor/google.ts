import type { StateSettings } from '../settings/check-settings';
import { type Check, missing, notChecked, ok, wrong } from './check';
import { checkRegistryImages } from './images';
import { ask, type Environment } from './machine';
import { naming, type StackNeeds } from './needs';

const subject = 'Google credentials';

/** Whose credentials these are, and whether they reach each project; its number is held against the settings. Whether the images are there. */
export function checkGoogle(needs: readonly StackNeeds[], state: StateSettings, environment: Environment): readonly Check[] {
  if (!needs.some(({ providers }) => providers.has('google')) && state.backend !== 'gcs') return [];
  const answer = ask(environment, 'gcloud', 'auth', 'list', '--filter=status:ACTIVE', '--format=value(account)');
  if (!answer.found) return [notChecked(subject, 'there is no gcloud on the PATH to ask', 'install it, then run the doctor again')];
  const account = answer.stdout;
  if (!answer.succeeded || account === '')
    return [
      missing(subject, `no account is active in gcloud${answer.succeeded ? '' : told(answer.complaint)}`, 'run `gcloud auth login`'),
      ...applicationDefault(environment),
    ];
  const current = ask(environment, 'gcloud', 'config', 'get', 'project').stdout || 'no project';
  return [
    ok(subject, `${account}, gcloud works in ${current}`),
    ...applicationDefault(environment),
    ...projectsOf(needs).map((project) => checkProject(project, `${account} (gcloud works in ${current})`, environment)),
    ...checkStateBucket(state, environment),
    ...checkRegistryImages(needs, environment),
  ];
}

/** Terraform does not use the account of gcloud, but these. */
function applicationDefault(environment: Environment): readonly Check[] {
  const name = 'Google credentials of Terraform';
  const given = ['GOOGLE_CREDENTIALS', 'GOOGLE_APPLICATION_CREDENTIALS', 'GOOGLE_OAUTH_ACCESS_TOKEN'].find(
    (key) => (environment[key] ?? '') !== '',
  );
  if (given !== undefined) return [ok(name, `from ${given}`)];
  // It prints a token, which stays in this function.
  const { succeeded } = ask(environment, 'gcloud', 'auth', 'application-default', 'print-access-token');
  return [
    succeeded
      ? ok(name, 'application default credentials')
      : missing(
          name,
          'no application default credentials',
          'run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS',
        ),
  ];
}

interface AskedProject {
  readonly project: string;
  readonly projectNumber: string | undefined;
  readonly stacks: readonly string[];
}

function projectsOf(needs: readonly StackNeeds[]): readonly AskedProject[] {
  const asked = needs.flatMap(({ stack, googleProjects }) => googleProjects.map((project) => ({ stack, ...project })));
  return [...new Set(asked.map(({ project }) => project))].map((project) => {
    const same = asked.filter((other) => other.project === project);
    return {
      project,
      projectNumber: same.find((other) => other.projectNumber !== undefined)?.projectNumber,
      stacks: same.map(({ stack }) => stack),
    };
  });
}

function checkProject({ project, projectNumber, stacks }: AskedProject, who: string, environment: Environment): Check {
  const name = `Google project ${project}`;
  const answer = ask(environment, 'gcloud', 'projects', 'describe', project, '--format=value(projectNumber)');
  if (!answer.succeeded)
    return wrong(
      name,
      `${who} does not reach it; ${naming(stacks)} deploy into it${told(answer.complaint)}`,
      `use an account that may see ${project}, or correct google.project of these stacks in settings.json`,
    );
  if (projectNumber === undefined || projectNumber === answer.stdout) return ok(name, `number ${answer.stdout}, for ${naming(stacks)}`);
  return wrong(
    name,
    `has number ${answer.stdout}, the settings say ${projectNumber}`,
    'correct the number of the project in settings.json',
  );
}

function checkStateBucket(state: StateSettings, environment: Environment): readonly Check[] {
  if (state.backend !== 'gcs') return [];
  const name = 'bucket of the states';
  const answer = ask(environment, 'gcloud', 'storage', 'buckets', 'describe', `gs://${state.bucket}`, '--format=value(name)');
  return answer.succeeded
    ? [ok(name, state.bucket)]
    : [
        missing(
          name,
          `${state.bucket} does not answer${told(answer.complaint)}`,
          'deploy bootstrap-google first, see docs/guide/first-deployment.md',
        ),
      ];
}

const told = (complaint: string): string => (complaint === '' ? '' : `: ${complaint}`);
