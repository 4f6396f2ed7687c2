/** Laws and standards that a product answers to, and the controls by which opskeep does its part of them. */

/** What is done, whatever the law that asks for it. */
export const controls = {
  'data-backup-plan': 'Data backup plan',
  'disaster-recovery-plan': 'Disaster recovery plan',
  'restore-test': 'Testing: restore tests',
  'backup-encryption': 'Encryption of backups',
  'access-control': 'Access control',
  'audit-log': 'Record of access',
  'breach-notice': 'Breach notice within 72 h: what detects a breach and pages, which starts the clock',
  'data-location': 'Location of data',
  'no-card-data': 'No card or account numbers in metrics and logs',
  'vendor-certification': 'Certification of vendors',
} as const;

export type ControlName = keyof typeof controls;

interface Regulation {
  readonly title: string;
  /** The text that the clauses count in. */
  readonly source: string;
  /** Where the text asks for a control. */
  readonly clauses: Partial<Record<ControlName, string>>;
}

export const regulations = {
  gdpr: {
    title: 'GDPR',
    source: 'Regulation (EU) 2016/679',
    clauses: {
      'data-backup-plan': 'Art. 32(1)(c)',
      'restore-test': 'Art. 32(1)(d)',
      'backup-encryption': 'Art. 32(1)(a)',
      'access-control': 'Art. 32(1)(b)',
      'breach-notice': 'Art. 33',
    },
  },
  ccpa: {
    title: 'CCPA',
    source: 'California Civil Code',
    clauses: {
      'restore-test': '1798.100(e)',
      'backup-encryption': '1798.150(a)(1)',
      'access-control': '1798.81.5(b)',
      'breach-notice': '1798.82',
    },
  },
  hipaa: {
    title: 'HIPAA',
    source: '45 CFR part 164',
    clauses: {
      'data-backup-plan': '164.308(a)(7)(ii)(A)',
      'disaster-recovery-plan': '164.308(a)(7)(ii)(B)',
      'restore-test': '164.308(a)(7)(ii)(D)',
      'backup-encryption': '164.312(a)(2)(iv)',
      'access-control': '164.312(a)(1)',
      'audit-log': '164.312(b)',
      'breach-notice': '164.404',
    },
  },
  'pci-dss': {
    title: 'PCI DSS',
    source: 'version 4.0.1',
    clauses: {
      'backup-encryption': '3.5.1',
      'no-card-data': '3.4.1',
      'access-control': '7.2',
      'audit-log': '10.2',
      'breach-notice': '12.10',
      'vendor-certification': '12.8.4',
    },
  },
  'vietnam-data-protection': {
    title: 'Vietnamese data protection',
    source: 'Vietnamese law, as the legal department reads it',
    clauses: { 'data-location': 'where data may be' },
  },
} as const satisfies Record<string, Regulation>;

export type RegulationName = keyof typeof regulations;

/** A law or standard with those of its controls that the product claims. A control that nothing meets is an error at synth. */
export type Answer = {
  readonly [Name in RegulationName]: {
    readonly regulation: Name;
    readonly controls: readonly (keyof (typeof regulations)[Name]['clauses'])[];
    readonly meets: readonly string[];
  };
}[RegulationName];

/** Where a regulation asks for a control; undefined where it does not. */
export function clauseOf(regulation: RegulationName, control: ControlName): string | undefined {
  const { clauses }: Regulation = regulations[regulation];
  return clauses[control];
}

/** What a product claims to comply with, and by what limits. */
export interface Compliance {
  readonly answers: readonly Answer[];
  /** Labels that metrics, log metrics, rules and panels may carry; any other is an error at synth. @default any */
  readonly labels?: { readonly allowed: readonly string[]; readonly meets: readonly string[] };
  /** What is kept out of a regulation, and by what rule. @default nothing */
  readonly outOfScope?: readonly {
    readonly what: string;
    readonly regulation: RegulationName;
    readonly rule: string;
    readonly meets: readonly string[];
  }[];
}

/** What a product claims, as Markdown for a dashboard, which shows what is declared and measures nothing. */
export function complianceSummary({ answers }: Compliance): string {
  const rows = answers.map(
    (answer) => `| ${regulations[answer.regulation].title} | ${answer.controls.map((control) => controls[control]).join('; ')} |`,
  );
  return [
    'Controls that are claimed. One that nothing meets stops the synth, so what is deployed meets them all; `docs/compliance.md` names the resources.',
    ['| Regulation | Controls |', '| --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

/** Requirements that stand on a control of a product. */
export function meetsOfControl({ answers, labels }: Compliance, control: ControlName): readonly string[] {
  const claimed = answers.filter((answer) => (answer.controls as readonly ControlName[]).includes(control));
  return [...new Set([...claimed.flatMap(({ meets }) => meets), ...(control === 'no-card-data' ? (labels?.meets ?? []) : [])])];
}

/** Controls that the product claims for any regulation, in the order of the table. */
export function claimedControls({ answers }: Compliance): readonly ControlName[] {
  const claimed = new Set<string>(answers.flatMap((answer) => answer.controls));
  return (Object.keys(controls) as ControlName[]).filter((control) => claimed.has(control));
}
