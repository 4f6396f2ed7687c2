import { jobSettings } from '../model/job-settings';
import type { Program } from './program';

/** Two programs under one name: jobs on Google Cloud are told their project. */
export const byCloud =
  ({ aws, google }: { readonly aws: Program; readonly google: Program }): Program =>
  (context) =>
    (context.environment[jobSettings.project] === undefined ? aws : google)(context);
