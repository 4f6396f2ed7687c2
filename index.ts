/**
 * What teams build on: declare a product with the vocabulary and the catalogue of signals, and turn it into stacks. Single constructs
 * are imported by their path, e.g. `opskeep/constructs/backup/aws/backup-bucket`, so that nobody loads a cloud that he does not use.
 */
export type { Backup, ContinuousArchive, Drill, PointInTimeRecovery } from './model/backup';
export * from './model/bytes';
export type { Dashboard, DashboardRow, Panel } from './model/dashboard';
export { Duration } from './model/duration';
export { type EnvironmentName, type EnvironmentPosture, postures } from './model/environment';
export { DeclarationError, type Finding, formatFinding } from './model/finding';
export type { RecoveryObjective, Scenario } from './model/objective';
export { type DeclaredProduct, type Product, type ProductDeclaration, product } from './model/product';
export { environmentsOf, type ProductEnvironment } from './model/product-environment';
export { Retention, type RetentionTier } from './model/retention';
export { Schedule } from './model/schedule';
export type { Severity } from './model/severity';
export { above, below, percent, type Signal, type Threshold } from './model/signal';
export { UTC } from './model/time-zone';
export * from './model/vocabulary';
export type { Waiver } from './model/waiver';
export { Settings } from './settings/settings';
export * as signals from './signals';
export { type Assembly, assemble } from './stacks/assembly';
export { render, write } from './stacks/synthesis';
