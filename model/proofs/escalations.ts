import { Duration } from '../duration';
import { collectFindings, type Finding } from '../finding';
import { messages } from '../messages';
import { type Escalation, type IncidentClass, isRota } from '../on-call';
import { checkEscalation } from '../pagerduty-limits';
import type { DeclaredProduct } from '../product';
import { pages, type Severity } from '../severity';
import { coverageHoles, formatSegment, type WeekSegment, weekSegments } from './on-call-coverage';

/** Holes that a finding names; the others are as long or shorter. */
const namedHoles = 3;

/** The chains of a product: known people, an order that PagerDuty can follow, and the times that the incident classes promise. */
export function checkChains(product: DeclaredProduct): Finding[] {
  const { critical, error, warning } = product.onCall.escalations;
  return [
    ...checkChain(product, 'critical', critical),
    ...checkChain(product, 'error', error),
    ...(warning === undefined ? [] : checkChain(product, 'warning', warning)),
    ...product.incidentClasses.flatMap((incidentClass) => checkClass(product, incidentClass)),
  ];
}

function checkChain(product: DeclaredProduct, severity: Severity, escalation: Escalation): Finding[] {
  const where = `${product.name} / escalation ${severity}`;
  if (escalation.steps.length === 0) return nobody(where, 'no levels', 'name somebody');
  if (escalation.steps.some((step) => step.notify.length === 0))
    return nobody(where, 'a level that tells nobody', 'name somebody in every level');
  const { value: coverage, findings: unreadable } = collectFindings(where, () =>
    pages(severity) ? checkCoverage(where, escalation) : checkLowUrgency(where, escalation),
  );
  return [...checkResponders(product, where, escalation), ...checkEscalation(where, escalation), ...unreadable, ...(coverage ?? [])];
}

/** Everybody in the chain is declared; a rota that nobody is ever on reaches nobody. */
function checkResponders({ onCall }: DeclaredProduct, where: string, escalation: Escalation): Finding[] {
  const roles = onCall.people.map((person) => person.role);
  const rotas = onCall.rotas.map((rota) => rota.name);
  return escalation.steps.flatMap((step) =>
    step.notify.flatMap((responder) => {
      if (!isRota(responder)) return roles.includes(responder.role) ? [] : [messages.unknownName(where, 'person', responder.role, roles)];
      if (!rotas.includes(responder.name)) return [messages.unknownName(where, 'rota', responder.name, rotas)];
      return responder.hours?.days.length === 0 ? nobody(where, `rota "${responder.name}", which nobody is ever on`, 'give it days') : [];
    }),
  );
}

function nobody(where: string, given: string, mend: string): Finding[] {
  return [messages.alertReachesNobody(where, given, 'levels with a person, or a rota that somebody is on', mend)];
}

function checkCoverage(where: string, escalation: Escalation): Finding[] {
  const holes = [...new Set(coverageHoles(escalation).map(describeHole))];
  if (holes.length === 0) return [];
  const more = holes.length > namedHoles ? `; and ${holes.length - namedHoles} more` : '';
  return [messages.coverageHole(where, `${holes.slice(0, namedHoles).join('; ')}${more}`)];
}

function describeHole(hole: WeekSegment): string {
  const [only, ...others] = hole.levels;
  const reached =
    only === undefined ? 'nobody' : others.length === 0 ? `level ${only} alone` : `one person on the levels ${hole.levels.join(', ')}`;
  return `${formatSegment(hole)}: ${reached}`;
}

/** PagerDuty moves incidents of high urgency alone from level to level; warnings have low urgency. */
function checkLowUrgency(where: string, escalation: Escalation): Finding[] {
  return escalation.steps.length > 1 ? [messages.lowUrgencyStays(where, `${escalation.steps.length} levels`)] : [];
}

/** What a class promises holds for the chain of its severity, at every hour of the week. */
function checkClass(product: DeclaredProduct, incidentClass: IncidentClass): Finding[] {
  const { name, severity, tellWithin, reachLastLevelWithin } = incidentClass;
  const where = `${product.name} / incident class ${name} (${severity})`;
  const promised = tellWithin ?? reachLastLevelWithin;
  const escalation = severity === 'info' ? undefined : product.onCall.escalations[severity];
  if (promised === undefined) return [];
  if (escalation === undefined) {
    const mend = severity === 'info' ? 'leave the promise out' : `declare escalations.${severity}, or leave the promise out`;
    return [
      messages.alertReachesNobody(where, `a promise to tell somebody within ${promised}`, `a chain for ${severity}, or no promise`, mend),
    ];
  }
  const last = escalation.steps.at(-1)?.after ?? Duration.zero;
  const lastTooLate = reachLastLevelWithin !== undefined && last.isLongerThan(reachLastLevelWithin);
  return [
    ...(tellWithin === undefined ? [] : checkFirstTold(where, escalation, tellWithin)),
    ...(lastTooLate ? [messages.responseTooLate(where, `last level told after ${last}`, `within ${reachLastLevelWithin}`)] : []),
  ];
}

/** By the declared times: that PagerDuty skips a level without anybody on duty is not counted on. */
function checkFirstTold(where: string, escalation: Escalation, tellWithin: Duration): Finding[] {
  // Hours that cannot be read are found with the chain itself.
  const { value: week = [] } = collectFindings(where, () => weekSegments(escalation));
  return week
    .filter((segment) => segment.first?.after.isLongerThan(tellWithin) === true)
    .slice(0, 1)
    .map((late) =>
      messages.responseTooLate(where, `first told after ${late.first?.after}, ${formatSegment(late)}`, `within ${tellWithin}`),
    );
}
