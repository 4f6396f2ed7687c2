import { Duration } from './duration';

/** The environments that the posture table knows. */
export type EnvironmentName = 'production' | 'staging' | 'development';

export const environmentNames: readonly EnvironmentName[] = ['production', 'staging', 'development'];

/** What an environment gets. The table below is the only place where environments differ. */
export interface EnvironmentPosture {
  /** Whether critical and error alerts page a person; elsewhere every rule ends at the environment's warning channel. */
  readonly pages: boolean;
  /** Whether the recovery objectives of the product are promised here, and so proven. */
  readonly promisesObjectives: boolean;
  /** Whether the declared backups run; elsewhere only those that the declaration names for the environment. */
  readonly backups: 'all' | 'named';
  /** Longest time that any tier is kept; undefined keeps what the declaration says. */
  readonly retentionAtMost: Duration | undefined;
  /** Shortest object lock (AWS, mode GOVERNANCE) or retention policy (Google, unlocked) on what is written; undefined locks nothing. */
  readonly lockAtLeast: Duration | undefined;
  /** Whether copies in a second region, and with a second provider where declared, are made. */
  readonly copies: boolean;
  /** Whether restore drills run as declared. */
  readonly drills: boolean;
  /** Whether point-in-time recovery and continuous archives run as declared. */
  readonly continuousArchive: boolean;
  /** Whether stores and keys refuse to be destroyed. */
  readonly deletionProtection: boolean;
}

/**
 * How the environments differ, and nowhere else. Production is what the runbooks promise. Staging rehearses it:
 * the same jobs, rules and dashboards, short retention, nobody is woken. Development costs nothing until asked.
 */
export const postures: Readonly<Record<EnvironmentName, EnvironmentPosture>> = {
  production: {
    pages: true,
    promisesObjectives: true,
    backups: 'all',
    retentionAtMost: undefined,
    lockAtLeast: Duration.days(30),
    copies: true,
    drills: true,
    continuousArchive: true,
    deletionProtection: true,
  },
  staging: {
    pages: false,
    promisesObjectives: false,
    backups: 'all',
    retentionAtMost: Duration.days(14),
    lockAtLeast: Duration.days(1),
    copies: false,
    drills: true,
    continuousArchive: false,
    deletionProtection: false,
  },
  development: {
    pages: false,
    promisesObjectives: false,
    backups: 'named',
    retentionAtMost: Duration.days(7),
    lockAtLeast: undefined,
    copies: false,
    drills: false,
    continuousArchive: false,
    deletionProtection: false,
  },
};
