import type { Backup, ContinuousArchive, PointInTimeRecovery } from './backup';
import type { Bytes } from './bytes';
import type { Compliance } from './compliance';
import type { Dashboard } from './dashboard';
import type { Duration } from './duration';
import type { Duty } from './duty';
import type { EnvironmentName } from './environment';
import type { Finding } from './finding';
import { collectFindings } from './finding';
import type { MaintenanceWindow } from './maintenance';
import { slugName } from './names';
import type { RecoveryObjective } from './objective';
import type { Channel, Component, Contact, IncidentClass, Notice, OnCall } from './on-call';
import type { Probe } from './probe';
import type { RetentionTier } from './retention';
import type { Routine } from './routine';
import type { RunbookText } from './runbook';
import type { Signal } from './signal';
import { UTC } from './time-zone';
import type { Vendor } from './vendor';
import type { Waiver } from './waiver';

/** How much harm a leak of the data does; ends up in tags and labels. */
export type DataClass = 'health' | 'personal' | 'internal';

/**
 * Where a product is in its life. `retired`: its jobs, alerts, dashboards and on-call go, its copies and their keys stay until they have
 * expired. `emptied`: nobody needs the copies any more, and Terraform may destroy what held them; what still holds an object, the cloud refuses.
 */
export type ProductState = 'active' | 'retired' | 'emptied';

/**
 * A value that the runbook leaves open and a person brings: a setting, else an input variable of Terraform
 * whose validation fails the plan until it is set.
 */
export interface ProductInput {
  /** Name in settings.json and in texts (`{domain}`), in snake case. */
  readonly name: string;
  readonly meaning: string;
  /** What a value must match, as a regular expression that both TypeScript and Terraform (RE2) understand. */
  readonly pattern: string;
  readonly example: string;
  readonly meets: readonly string[];
}

/** What takes the place of a baseline alert: a figure that does not meet it, because it is another one. */
export interface BaselineOverride {
  /** Requirement ids of the product's own alerts. */
  readonly by: readonly string[];
  /** Id of their signal, where the requirements speak of several. @default every signal with an alert that meets them */
  readonly signal?: string;
}

/** How a product stands to the baseline of the operations manual. */
export interface BaselineUse {
  /** Requirements whose alerts of this product are the baseline of all others. @default none */
  readonly defines?: readonly string[];
  /** Baseline signals that hold for the product as they are. */
  readonly inherited: readonly Signal[];
  /** Baseline requirement id to what takes its place. An alert that meets it and a requirement of the product's own needs no entry. */
  readonly overridden: Readonly<Record<string, BaselineOverride>>;
  /** Baseline requirement id to the reason why it has no meaning here. */
  readonly notApplicable: Readonly<Record<string, string>>;
}

/** A store that holds data, also one that needs no backup, with the reason. */
export interface Store {
  readonly name: string;
  readonly title: string;
  /** The technical service that answers for it. @default the component of the same name, else the catch-all */
  readonly component?: string;
  /** Why nothing is backed up; undefined for stores with backups. */
  readonly disposable?: string;
  readonly meets: readonly string[];
}

/** What a service of the product is given by those who run it, for its inventory. */
export interface ServiceResources {
  readonly service: string;
  readonly cores: number;
  readonly memory: Bytes;
  readonly disk: Bytes;
  readonly bitsPerSecond: number;
}

/** Where a service listens, for its inventory. */
export interface ServicePort {
  readonly service: string;
  readonly ports: readonly number[];
  readonly meets: readonly string[];
}

/** Where the data of a product may be. */
export interface AllowedLocations {
  /** Cloud locations, in lower case, e.g. `asia-southeast1`. */
  readonly allowed: readonly string[];
  readonly meets: readonly string[];
}

/** How long the law or a contract wants copies to be kept, at least and at most: what was erased lives on in copies until they expire. */
export interface RetentionBounds {
  /** @default no minimum */
  readonly atLeast?: Duration;
  /** @default no maximum */
  readonly atMost?: Duration;
  readonly meets: readonly string[];
}

/** What a runbook says, as data, with everything that it may leave out filled in. */
export interface CompleteDeclaration {
  readonly title: string;
  /** Name of the product in ids, where it differs from its own name. @default the name */
  readonly id?: string;
  /** @default active */
  readonly state?: ProductState;
  readonly cloud: 'aws' | 'google';
  /** IANA zone of all schedules and windows. */
  readonly zone: string;
  /** Whether nobody gave the zone. */
  readonly zoneAssumed: boolean;
  /** Role that owns what nobody else does. */
  readonly owner: string;
  readonly dataClass: DataClass;
  readonly environments: readonly [EnvironmentName, ...EnvironmentName[]];
  readonly inputs: readonly ProductInput[];
  readonly components: readonly Component[];
  readonly stores: readonly Store[];
  /** What each service is given. @default not told */
  readonly resources?: { readonly services: readonly ServiceResources[]; readonly meets: readonly string[] };
  /** Where services listen. @default not told */
  readonly ports?: readonly ServicePort[];
  readonly probes: readonly Probe[];
  readonly dashboards: readonly Dashboard[];
  readonly baseline: BaselineUse;
  readonly slos: readonly Slo[];
  /** Name of the backup bucket. @default `<product>-<environment>-backups` */
  readonly bucketName?: string;
  /** Every class of copies in the bucket, also those that only people fill. */
  readonly tiers: readonly RetentionTier[];
  readonly backups: readonly Backup[];
  /** Backups that run where the posture runs only named ones. */
  readonly backupsIn?: Partial<Record<EnvironmentName, readonly string[]>>;
  readonly archives: readonly ContinuousArchive[];
  readonly pointInTimeRecovery: readonly PointInTimeRecovery[];
  readonly objectives: readonly RecoveryObjective[];
  readonly locations?: AllowedLocations;
  /** @default nothing but the tiers themselves says how long copies are kept */
  readonly retentionBounds?: RetentionBounds;
  /** Copy of the weekly tier with another cloud provider. */
  readonly secondProviderCopy?: { readonly tier: RetentionTier; readonly meets: readonly string[] };
  readonly routines: readonly Routine[];
  /** What people or the application do again and again and record. */
  readonly duties: readonly Duty[];
  readonly channels: readonly Channel[];
  readonly onCall: OnCall;
  readonly incidentClasses: readonly IncidentClass[];
  /** Whom people write to, beside those who are paged. */
  readonly contacts: readonly Contact[];
  /** Where people announce what they do. */
  readonly notices: readonly Notice[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** Laws and standards that the product answers to. @default none: it has no compliance matrix */
  readonly compliance?: Compliance;
  /** Whose services it stands on, for the runbook. */
  readonly vendors: readonly Vendor[];
  /** What people wrote for the runbook, evaluated only when it is generated. @default nothing: the runbook is what the declaration says */
  readonly runbook?: () => RunbookText;
  /**
   * Why nobody is told when alerting itself falls silent, e.g. since a team on Google Cloud has no account of AWS, where the switch stands.
   * Every synth tells it.
   * @default where people are paged, a dead-man's switch waits for a heartbeat of Grafana
   */
  readonly withoutDeadManSwitch?: string;
  /** Findings that the team accepts for a while. @default none */
  readonly waivers?: readonly Waiver[];
  /** Requirements that the declaration as a whole meets, by what meets them. */
  readonly meets: {
    readonly environments: readonly string[];
    readonly store: readonly string[];
    readonly encryption: readonly string[];
    readonly copies: readonly string[];
    readonly schedules: readonly string[];
    readonly paging: readonly string[];
    readonly monitoring: readonly string[];
  };
}

/** Whether the product is in use; one that has retired promises nothing any more, and only its copies are left. */
export const isActive = ({ state }: Pick<DeclaredProduct, 'state'>): boolean => (state ?? 'active') === 'active';

/** Lists that a declaration may leave out. What must be stated (retention, owners, drills, limits, who is told) is not among them. */
const nothing = {
  inputs: [],
  probes: [],
  slos: [],
  archives: [],
  pointInTimeRecovery: [],
  routines: [],
  duties: [],
  incidentClasses: [],
  contacts: [],
  notices: [],
  maintenance: [],
  vendors: [],
} as const satisfies Partial<CompleteDeclaration>;

/** Stated at least by the proof of the baseline, which asks for each of its alerts. */
const ownBaseline: BaselineUse = { inherited: [], overridden: {}, notApplicable: {} };

const meetsNothing: CompleteDeclaration['meets'] = {
  environments: [],
  store: [],
  encryption: [],
  copies: [],
  schedules: [],
  paging: [],
  monitoring: [],
};

/** What a runbook says, as data. */
export interface ProductDeclaration
  extends Omit<CompleteDeclaration, keyof typeof nothing | 'baseline' | 'meets' | 'zone' | 'zoneAssumed'>,
    Partial<Pick<CompleteDeclaration, keyof typeof nothing>> {
  /** IANA zone of all schedules and windows. @default UTC, and each synth warns */
  readonly zone?: string;
  /** @default every alert of the baseline is met by one of the product's own */
  readonly baseline?: Partial<BaselineUse>;
  /** @default the declaration as a whole meets no requirement */
  readonly meets?: Partial<CompleteDeclaration['meets']>;
}

/** A service level objective on the share of good requests, watched by the speed at which its error budget burns. */
export interface Slo {
  readonly name: string;
  readonly title: string;
  readonly component: string;
  /** Share of good requests, e.g. 0.999. */
  readonly objective: number;
  /** Probe whose healthy answers are the good ones. @default requests of all services, good unless answered with 5xx */
  readonly probe?: string;
  readonly meets: readonly string[];
}

/** A declared product. Its declaration is evaluated when it is first asked for, never at import. */
export interface Product {
  readonly name: string;
  /** The declaration, or undefined when it could not be evaluated, with all mistakes found in it. */
  evaluate(): {
    readonly declaration: DeclaredProduct | undefined;
    readonly findings: readonly Finding[];
  };
}

export type DeclaredProduct = CompleteDeclaration & { readonly name: string; readonly id: string };

/** Declares a product. `name` is that of its file and runbook. */
export function product(name: string, declare: () => ProductDeclaration): Product {
  let result: ReturnType<Product['evaluate']> | undefined;
  return {
    name,
    evaluate() {
      if (result === undefined) {
        const { value, findings } = collectFindings(name, () => {
          const declaration = declare();
          return {
            ...nothing,
            ...declaration,
            zone: declaration.zone ?? UTC,
            zoneAssumed: declaration.zone === undefined,
            baseline: { ...ownBaseline, ...declaration.baseline },
            meets: { ...meetsNothing, ...declaration.meets },
            name: slugName('product', name),
            id: slugName('product', declaration.id ?? name),
          };
        });
        result = { declaration: value, findings };
      }
      return result;
    },
  };
}
