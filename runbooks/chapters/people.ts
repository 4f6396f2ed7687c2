import { type Escalation, escalationDelays, isRota, type Person, type Responder } from '../../model/on-call';
import { emailInput } from '../../stacks/environment-inputs';
import { notSet, type RunbookContext } from '../context';
import { code, table } from '../markdown';
import { hoursText } from '../schedule-text';
import { meetsOf, type Section } from '../section';

/** The chains of a product by the severities that follow them. */
export function chains({ product }: RunbookContext): readonly { readonly severities: readonly string[]; readonly chain: Escalation }[] {
  const bySeverity = new Map<Escalation, string[]>();
  for (const [severity, chain] of Object.entries(product.onCall.escalations))
    if (chain !== undefined) bySeverity.set(chain, [...(bySeverity.get(chain) ?? []), severity]);
  return [...bySeverity].map(([chain, severities]) => ({ severities, chain }));
}

export const responderName = (responder: Responder): string => (isRota(responder) ? `${responder.title} (rota)` : responder.title);

/** Who is called when, who is on duty, and whom people write to. */
export function people(context: RunbookContext): Section {
  const { onCall } = context.product;
  return {
    title: 'Who is called',
    meets: context.product.meets.paging,
    body: [
      'PagerDuty tells the next level when nobody has acknowledged. It reaches people by the notification rules that each of them keeps there: push, SMS and telephone.',
    ],
    sections: [
      ...chains(context).map(chainSection),
      {
        title: 'Rotas',
        meets: meetsOf(onCall.rotas),
        body: table(
          ['Rota', 'On duty', 'Turn', 'Members', 'Kept'],
          onCall.rotas.map((rota) => [
            rota.title,
            hoursText(rota.hours, rota.zone),
            `${rota.turn} (${rota.zone})`,
            rota.members.map((member) => member.title).join(', '),
            rota.external ? 'by hand in PagerDuty' : 'by this project',
          ]),
        ),
      },
      contacts(context),
      channels(context),
      notices(context),
    ],
  };
}

function chainSection({ severities, chain }: { readonly severities: readonly string[]; readonly chain: Escalation }): Section {
  const waits = escalationDelays(chain);
  return {
    title: `Escalation of ${severities.join(' and ')} alerts`,
    meets: [...chain.meets, ...meetsOf(chain.steps)],
    body: [
      ...table(
        ['Level', 'Starts after the alert', 'Who', 'Waits for an acknowledgement'],
        chain.steps.map((step, index) => [
          String(index + 1),
          step.after.seconds === 0 ? 'at once' : step.after.toString(),
          step.notify.map(responderName).join(' and '),
          waits[index]?.toString() ?? '',
        ]),
      ),
      afterwards(severities, chain),
    ],
  };
}

function afterwards(severities: readonly string[], chain: Escalation): string {
  if (staysWithFirst(severities, chain))
    return 'These incidents have low urgency, and PagerDuty keeps them with the first level: whoever is told there calls the next one in its time.';
  if (chain.loops === 0) return 'After the last level nobody else is told.';
  return `After the last level the chain starts again, ${chain.loops} more ${chain.loops === 1 ? 'time' : 'times'}.`;
}

/** PagerDuty moves incidents of high urgency alone from level to level. */
export const staysWithFirst = (severities: readonly string[], { steps }: Escalation): boolean =>
  severities.includes('warning') && steps.length > 1;

function contacts(context: RunbookContext): Section {
  const { contacts: others, onCall, probes } = context.product;
  const address = (person: Person): string =>
    person.email === undefined ? (context.input(emailInput(person)) ?? notSet(emailInput(person))) : context.shown(person.email);
  const vendors = probes.filter((probe) => probe.vendor !== undefined);
  return {
    title: 'Contacts',
    meets: meetsOf(onCall.people, others, vendors),
    body: [
      ...table(
        ['Who', 'Address'],
        [
          ...onCall.people.map((person) => [person.title, address(person)]),
          ...others.map((contact) => [contact.title, contact.address === undefined ? notSet() : context.shown(contact.address)]),
        ],
      ),
      ...table(
        ['Vendor', 'Status page that is watched'],
        vendors.map((probe) => [probe.vendor ?? '', code(`https://${context.fill(probe.host)}${probe.path}`)]),
      ),
    ],
  };
}

function channels(context: RunbookContext): Section {
  const { channels: all } = context.product;
  return {
    title: 'Where alerts go',
    meets: [...meetsOf(all), ...meetsOf(...all.map((channel) => channel.receivers))],
    body: table(
      ['Channel', 'Receivers', 'Repeats while it holds', 'Owner'],
      all.map((channel) => [
        code(channel.name),
        channel.receivers.map((receiver) => receiverText(context, receiver)).join(', '),
        channel.repeat.toString(),
        context.roleTitle(channel.owner),
      ]),
    ),
  };
}

export function receiverText(
  context: RunbookContext,
  receiver: RunbookContext['product']['channels'][number]['receivers'][number],
): string {
  switch (receiver.kind) {
    case 'pagerduty':
      return 'PagerDuty';
    case 'slack':
      return `Slack ${context.shown(receiver.channel)}`;
    case 'email':
      return context.shown(receiver.address);
  }
}

function notices(context: RunbookContext): Section {
  const { notices: all } = context.product;
  return {
    title: 'Notices and status page',
    meets: meetsOf(all),
    body:
      all.length === 0
        ? ['Nothing is announced outside of the channels above.']
        : table(
            ['What', 'Where', 'When'],
            all.map((notice) => [notice.name, context.shown(notice.place), notice.when]),
          ),
  };
}
