import type { Fault } from '../model/proofs/page-budget';

/**
 * What typically happens to a product, as the figures that it pushes: the cause and the symptoms that a user would see. Signals that a
 * product lacks are pushed by nothing. Of an error budget only the fastest pair of windows is: the slower ones are EMPTY while it is passed.
 */
export const typicalFaults: readonly Fault[] = [
  {
    name: 'database down',
    pushes: [
      { signal: /^postgres-up$/, level: 0 },
      { signal: /^postgres-unreachable$/, level: 1 },
      { signal: /^http-(critical-operation-)?error-ratio$/, level: 1 },
      { signal: /^slo-.*-1h$/, level: 1000 },
      { signal: /^probe-failing-regions-(health|backend|tasks)$/, level: 3 },
    ],
  },
  {
    name: 'database out of connections',
    pushes: [
      { signal: /^postgres-connections$/, level: 100 },
      { signal: /^postgres-connection-use$/, level: 1 },
      { signal: /^postgres-(connection-errors|unreachable)$/, level: 10 },
    ],
  },
  { name: 'cache down', pushes: [{ signal: /^redis-up$/, level: 0 }] },
  {
    name: 'application down',
    pushes: [
      { signal: /^probe-failing-regions-/, level: 3 },
      { signal: /^slo-.*-1h$/, level: 1000 },
    ],
  },
  { name: 'one region cannot reach the product', pushes: [{ signal: /^probe-failing-regions-/, level: 1 }] },
  {
    name: 'burst of errors, one request in five',
    pushes: [
      { signal: /^(http|cloud-run)-(critical-operation-)?error-ratio$/, level: 0.2 },
      { signal: /^slo-.*-1h$/, level: 200 },
    ],
  },
  {
    name: 'slow answers, 30 s',
    pushes: [
      { signal: /^(http|cloud-run)-latency$/, level: 30 },
      { signal: /^(http|cloud-run)-latency-versus-last-week$/, level: 10 },
      { signal: /^probe-response-time-/, level: 30 },
    ],
  },
  {
    name: 'disk full',
    pushes: [
      { signal: /^host-disk$/, level: 1 },
      { signal: /^host-disk-days-until-full$/, level: 0 },
      { signal: /^postgres-utilisation$/, level: 1 },
    ],
  },
  {
    name: 'memory leak',
    pushes: [
      { signal: /^(host|container)-memory$/, level: 0.99 },
      { signal: /^cloud-run-memory$/, level: 5e8 },
    ],
  },
  { name: 'certificate ends in 3 days', pushes: [{ signal: /^certificate-days-left-/, level: 3 }] },
  {
    name: 'certificate has ended',
    pushes: [
      { signal: /^certificate-days-left-/, level: -1 },
      { signal: /^probe-failing-regions-/, level: 3 },
    ],
    pagesEach:
      'The certificate was told days before, while it could still be renewed; now that it has ended users are locked out, which is another page.',
  },
  { name: 'data source answers with errors', sources: 'errors', pushes: [] },
  {
    name: 'data source has nothing of the environment',
    sources: 'nothing',
    pushes: [],
  },
  { name: 'backup of the database failed', pushes: [{ signal: /^(database|firestore)-daily-failed$/, level: 1 }] },
  { name: 'backup of the database missed', pushes: [{ signal: /^(database|firestore)-daily-age$/, level: 'just bad' }] },
  {
    name: 'bucket of backups refuses access',
    pushes: [{ signal: /^(?!.*-drill-).*-failed$/, level: 1 }],
    pagesEach: 'Each backup runs at an hour of its own and tells when its own run has failed: none may hide that another is lost.',
  },
  { name: 'store watcher silent', pushes: [{ signal: /^backup-watcher$/, level: 0 }], watcherSilent: true },
  { name: 'write-ahead log waits', pushes: [{ signal: /-wal-lag$/, level: 'just bad' }] },
  {
    name: 'attack on sign-in',
    pushes: [
      { signal: /^security-failed-logins$/, level: 1000 },
      { signal: /^security-authentication-error-ratio$/, level: 0.5 },
    ],
  },
  {
    name: 'dependency down, e.g. payment or AI',
    pushes: [
      { signal: /^vendor-status-page$/, level: 3 },
      { signal: /^payment-failure-ratio$/, level: 1 },
    ],
  },
];
