/** GitHub Actions as an issuer of identities: what clouds have to know to tell its jobs apart. */

/** Issuer of the tokens, as it stands in them. */
export const githubIssuer = 'https://token.actions.githubusercontent.com';

export interface CiRepository {
  /**
   * The repository as the `sub` claim of its tokens names it, e.g. `acme/opskeep`. Repositories with immutable subjects carry the ids of
   * owner and repository in it.
   */
  readonly repository: string;
  /** Branch that is deployed, e.g. `main`. */
  readonly branch: string;
}

/** Subjects of jobs that may only plan: those of pull requests, and the nightly ones of the branch. */
export function planSubjects({ repository, branch }: CiRepository): readonly [string, ...string[]] {
  return [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/${branch}`];
}

/** Subject of jobs that may deploy: those in an environment of GitHub, whose rules say who approves and from which branch. */
export function applySubject({ repository }: CiRepository, environment: string): string {
  return `repo:${repository}:environment:${environment}`;
}
