import { signalsOf } from '../dashboard';
import { postures } from '../environment';
import { collectFindings, type Finding } from '../finding';
import { messages } from '../messages';
import { checkUnique, slugName } from '../names';
import type { Receiver } from '../on-call';
import { checkPagerDutyName, checkRota } from '../pagerduty-limits';
import type { DeclaredProduct } from '../product';
import { isSeverity, pages, type Severity, severities } from '../severity';
import type { Signal } from '../signal';
import { checkChains } from './escalations';

/** Every alert of the product ends at somebody who is told in time, at every hour of the week. */
export function checkOnCall(product: DeclaredProduct): Finding[] {
  return [
    ...checkNames(product),
    ...checkRotas(product),
    ...checkChains(product),
    ...checkChannels(product),
    ...checkComponents(product),
    ...checkStores(product),
  ];
}

function checkNames({ name, onCall, components, channels }: DeclaredProduct): Finding[] {
  const named = (kind: string, names: readonly string[]): Finding[] => [
    ...checkUnique(name, kind, names),
    ...names.flatMap((each) => collectFindings(name, () => slugName(kind, each)).findings),
  ];
  return [
    ...checkPagerDutyName(`${name} / team`, 'team', onCall.team),
    ...named(
      'person',
      onCall.people.map((person) => person.role),
    ),
    ...named(
      'rota',
      onCall.rotas.map((rota) => rota.name),
    ),
    ...named(
      'channel',
      channels.map((channel) => channel.name),
    ),
    // That components differ is checked with the other names of the product.
    ...components.flatMap((component) => collectFindings(name, () => slugName('component', component.name)).findings),
  ];
}

function checkRotas({ name, onCall }: DeclaredProduct): Finding[] {
  const roles = onCall.people.map((person) => person.role);
  return onCall.rotas.flatMap((rota) => {
    const where = `${name} / rota ${rota.name}`;
    const strangers = rota.external ? [] : rota.members.filter((member) => !roles.includes(member.role));
    return [...checkRota(where, rota), ...strangers.map((member) => messages.unknownName(where, 'person', member.role, roles))];
  });
}

function checkChannels(product: DeclaredProduct): Finding[] {
  const names = product.channels.map((channel) => channel.name);
  const asked = signalsOfProduct(product).flatMap((signal) =>
    signal.tiers.flatMap((tier) => (tier.channel === undefined ? [] : [{ signal, channel: tier.channel }])),
  );
  return [
    ...severities.flatMap((severity) => checkSeverityChannel(product, severity)),
    ...asked
      .filter(({ channel }) => !names.includes(channel))
      .map(({ signal, channel }) => messages.unknownName(`${product.name} / signal ${signal.id}`, 'channel', channel, names)),
    ...product.channels
      .filter(({ name, meets, receivers }) => !isSeverity(name) && meets.length + receivers.flatMap((each) => each.meets).length === 0)
      .filter(({ name }) => !asked.some(({ channel }) => channel === name))
      .map(({ name }) => messages.orphanContactPoint(`${product.name} / channel ${name}`)),
  ];
}

/** The channel of a severity: the pager for those that wake people, a place that people read for the others. */
function checkSeverityChannel(product: DeclaredProduct, severity: Severity): Finding[] {
  const where = `${product.name} / channel ${severity}`;
  const wanted: readonly Receiver['kind'][] = pages(severity) ? ['pagerduty'] : ['slack', 'email'];
  const someEnvironmentPages = product.environments.some((environment) => postures[environment].pages);
  // Where nothing pages, every alert goes to the warning channel.
  if (!someEnvironmentPages && severity !== 'warning') return [];
  const channel = product.channels.find((candidate) => candidate.name === severity);
  const kinds = channel?.receivers.map((receiver) => receiver.kind) ?? [];
  const findings: Finding[] = [];
  if (!kinds.some((kind) => wanted.includes(kind))) {
    const given = channel === undefined ? 'no such channel' : `receivers ${kinds.join(', ') || 'none'}`;
    findings.push(
      messages.alertReachesNobody(where, given, `a receiver of kind ${wanted.join(' or ')}`, `add it to the channel ${severity}`),
    );
  }
  if (severity === 'warning' && someEnvironmentPages) findings.push(...checkWarningChain(product, where, kinds.includes('pagerduty')));
  return findings;
}

/** A pager without a chain suppresses what it gets, and a chain without a pager is never begun. */
function checkWarningChain({ onCall }: DeclaredProduct, where: string, pager: boolean): Finding[] {
  const chain = onCall.escalations.warning !== undefined;
  if (pager === chain) return [];
  const [given, mend] = pager
    ? ['a pagerduty receiver without escalations.warning', 'declare escalations.warning, or remove the receiver']
    : ['escalations.warning without a pagerduty receiver', 'add the receiver, or remove escalations.warning'];
  return [messages.alertReachesNobody(where, given, 'both or neither', mend)];
}

/** Whatever names a component names a declared one, so that its events find their service. */
function checkComponents(product: DeclaredProduct): Finding[] {
  const known = product.components.map((component) => component.name);
  const references = [
    { by: 'catch-all', component: product.onCall.catchAll },
    ...signalsOfProduct(product).map((signal) => ({ by: `signal ${signal.id}`, component: signal.component })),
    ...product.probes.map((probe) => ({ by: `probe ${probe.name}`, component: probe.component })),
    ...product.slos.map((slo) => ({ by: `objective ${slo.name}`, component: slo.component })),
  ];
  return references
    .filter(({ component }) => !known.includes(component))
    .map(({ by, component }) => messages.unknownName(`${product.name} / ${by}`, 'component', component, known));
}

/** An objective about a store names a declared one; without it, its recovery point is no question. */
function checkStores(product: DeclaredProduct): Finding[] {
  const known = product.stores.map((store) => store.name);
  return product.objectives.flatMap(({ name, store }) =>
    store === undefined || known.includes(store)
      ? []
      : [messages.unknownName(`${product.name} / objective ${name}`, 'store', store, known)],
  );
}

function signalsOfProduct(product: DeclaredProduct): readonly Signal[] {
  return [...new Set([...product.dashboards.flatMap(signalsOf), ...product.baseline.inherited])];
}
