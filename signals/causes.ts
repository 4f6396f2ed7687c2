/**
 * What follows from what, as ids of signals or the beginnings of ids, from the cause to what users see last. A product without its database
 * answers nobody, and one that answers nobody has errors: one page says so, and what follows is seen on the dashboard.
 */
const databaseGone: readonly string[] = ['postgres-up', 'postgres-unreachable'];
const unreachable: readonly string[] = [...databaseGone, 'probe-failing-regions'];
const requestsFail: readonly string[] = [...unreachable, 'http-error-ratio', 'http-critical-operation-error-ratio'];

/** Causes of what the catalogue watches. Of several probes the one that is declared first tells that the product is away. */
export const causes = {
  /** Of regions that cannot reach the service. */
  failingRegions: unreachable,
  /** Of answers that are errors. */
  errors: unreachable,
  /** Of an error budget that burns. */
  burn: requestsFail,
} as const;
