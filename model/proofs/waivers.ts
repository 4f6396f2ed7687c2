import { dayOf } from '../calendar-day';
import type { Finding } from '../finding';
import { messages } from '../messages';
import { type DeclaredProduct, isActive } from '../product';
import type { Waiver } from '../waiver';

/**
 * What may be waived: a promise that is not kept, or not proven, which a team can live without for a while. What could not be built, or would
 * overwrite what belongs to others, has no reason that makes it work. Nor has what takes every copy, or every listener, away: there a
 * declaration is changed, and the right to remove one copy is recorded where it is given. A note asks for nothing.
 */
export const waivableRules: readonly string[] = [
  'baseline-uncovered',
  'budget-spent-on-planned-work',
  'control-without-evidence',
  'copies-share-fate',
  'foreign-time-zone',
  'location-not-allowed',
  'low-urgency-stays',
  'no-off-host-copy',
  'objective-unwatched',
  'on-call-hole',
  'one-account',
  'pages-more-than-once',
  'recovery-begins-too-late',
  'response-too-late',
  'rpo-not-met',
  'rpo-without-slack',
  'rto-not-met',
  'tier-too-thin',
  'tier-without-producer',
  'told-too-late',
  'value-not-set',
  'window-stops-backup',
  'zone-not-set',
];

/** Rules that judge the written stacks, so that their waivers are judged with them. */
const writtenRules: readonly string[] = ['one-account'];

/** The findings of a product, those that it waives marked as such. Nothing depends on the day on which a waiver expires. */
export function waive({ waivers = [] }: DeclaredProduct, findings: readonly Finding[]): readonly Finding[] {
  if (waivers.length === 0) return findings;
  return findings.map((finding) => {
    const waiver = waivers.find((candidate) => covers(candidate, finding));
    return waiver === undefined ? finding : { ...finding, level: 'waived', waiver };
  });
}

/** Waivers that a reader can follow and that still waive something. */
export function checkWaivers({ name, owner, onCall, waivers = [] }: DeclaredProduct, findings: readonly Finding[]): Finding[] {
  const owners = [...onCall.people.map((person) => person.role), ...onCall.rotas.map((rota) => rota.name), onCall.team, owner];
  return waivers.flatMap((waiver, index) => {
    const where = `${name} / waivers / ${waiver.rule} at ${waiver.where}`;
    if (!waivableRules.includes(waiver.rule)) return [messages.unknownName(where, 'rule that can be waived', waiver.rule, waivableRules)];
    const first = waivers.findIndex((other) => other.rule === waiver.rule && other.where === waiver.where) === index;
    const used = first && (writtenRules.includes(waiver.rule) || findings.some((finding) => covers(waiver, finding)));
    return [
      ...(used
        ? []
        : [
            messages.unusedWaiver(
              where,
              findings.filter(({ rule }) => rule === waiver.rule).map((finding) => finding.where),
            ),
          ]),
      ...(waiver.reason.trim() === '' ? [messages.waiverWithoutReason(where)] : []),
      ...(owners.includes(waiver.owner) ? [] : [messages.unknownName(where, 'owner', waiver.owner, owners)]),
      ...(dayOf(waiver.expires) === undefined ? [messages.badDay(`${where} / expires`, waiver.expires)] : []),
    ];
  });
}

/** The findings in the written stacks of a product, those that it waives marked as such, and its waivers that waive none of them. */
export function waiveWritten(product: DeclaredProduct, findings: readonly Finding[]): readonly Finding[] {
  const unused = (product.waivers ?? []).filter(
    (waiver) => writtenRules.includes(waiver.rule) && !findings.some((finding) => covers(waiver, finding)),
  );
  const places = findings.filter(({ rule }) => writtenRules.includes(rule)).map(({ where }) => where);
  return [
    ...waive(product, findings),
    ...(isActive(product)
      ? unused.map(({ rule, where }) => messages.unusedWaiver(`${product.name} / waivers / ${rule} at ${where}`, places))
      : []),
  ];
}

const covers = (waiver: Waiver, { rule, where }: Finding): boolean =>
  rule === waiver.rule && where === waiver.where && waivableRules.includes(rule);
