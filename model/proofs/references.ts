import { distinctSignals } from '../dashboard';
import type { Finding } from '../finding';
import { messages } from '../messages';
import type { DeclaredProduct } from '../product';

/** What a declaration names is declared: probes that signals and objectives look at, and roles that own something. */
export function checkReferences(product: DeclaredProduct): Finding[] {
  return [...checkProbes(product), ...checkOwners(product)];
}

function checkProbes({ name, probes, dashboards, baseline, slos }: DeclaredProduct): Finding[] {
  const known = probes.map((probe) => probe.name);
  const looking = [
    ...[...distinctSignals(dashboards), ...baseline.inherited].map(({ id, probe }) => ({ where: id, probe })),
    ...slos.map((slo) => ({ where: `objective ${slo.name}`, probe: slo.probe })),
  ];
  return looking.flatMap(({ where, probe }) =>
    probe === undefined || known.includes(probe) ? [] : [messages.unknownName(`${name} / ${where}`, 'probe', probe, known)],
  );
}

/** An owner is a person, a rota or a contact of the product: somebody whom the runbook says how to reach. */
function checkOwners(product: DeclaredProduct): Finding[] {
  const { name, onCall, contacts, backups, archives, routines, duties, channels } = product;
  const known = [
    ...onCall.people.map(({ role }) => role),
    ...onCall.rotas.map((rota) => rota.name),
    ...contacts.map((contact) => contact.name),
  ];
  const owned = [
    { where: 'owner', owner: product.owner },
    ...[...backups, ...routines, ...duties].map((one) => ({ where: one.name, owner: one.owner })),
    ...archives.map(({ store, owner }) => ({ where: `archive of ${store}`, owner })),
    ...channels.map((channel) => ({ where: `channel ${channel.name}`, owner: channel.owner })),
  ];
  return owned
    .filter(({ owner }) => !known.includes(owner))
    .map(({ where, owner }) => messages.unknownName(`${name} / ${where}`, 'owner', owner, known));
}
