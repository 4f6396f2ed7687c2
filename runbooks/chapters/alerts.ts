import { archiveName } from '../../model/backup';
import { causesOf } from '../../model/cause-silence';
import { formatLimit } from '../../model/figure';
import { contactPointOf, wakes } from '../../model/product-environment';
import { runbookAnchor } from '../../model/runbook-anchor';
import { pages, type Severity, severities } from '../../model/severity';
import type { AlertTier, Signal } from '../../model/signal';
import { graverTiers } from '../../model/tier-silence';
import { heartbeatChannel, heartbeatInterval } from '../../signals/dead-man-switch';
import { breachSignal } from '../../signals/security';
import { budgetOf } from '../../stacks/page-budget';
import type { RunbookContext, WatchedEnvironment } from '../context';
import { code, link, numbered, table } from '../markdown';
import { ofKinds, type Section, unique } from '../section';
import { archiveAnchor } from './archives';
import { backupAnchor } from './backups';
import { chains, receiverText, responderName, staysWithFirst } from './people';
import { sectionLinks } from './written';

/** One severity of one signal, in one environment. */
interface Occurrence {
  readonly watched: WatchedEnvironment;
  readonly signal: Signal;
  readonly tier: AlertTier;
}

/** The finding that more than one rule pages for a fault. */
const moreThanOnce = 'pages-more-than-once';

const gravestFirst: readonly Severity[] = [...severities].reverse();

/** Every alert of every environment, one section for each signal and severity. */
export function alerts(context: RunbookContext): Section {
  const bySection = new Map<string, [Occurrence, ...Occurrence[]]>();
  for (const watched of context.watched) {
    for (const signal of watched.signals) {
      for (const tier of signal.tiers) {
        const anchor = runbookAnchor(signal.id, tier.severity);
        const known = bySection.get(anchor);
        if (known === undefined) bySection.set(anchor, [{ watched, signal, tier }]);
        else known.push({ watched, signal, tier });
      }
    }
  }
  const sections = [...bySection].sort(([, [a]], [, [b]]) => gravestFirst.indexOf(a.tier.severity) - gravestFirst.indexOf(b.tier.severity));
  return {
    title: 'Alerts',
    meets: ofKinds(context.product.meets.monitoring, 'alert'),
    indexed: true,
    body: [
      'The link of an alert leads to its section here. Gravest first.',
      ...table(
        ['Alert', 'Section', 'Severity'],
        sections.map(([anchor, [{ signal, tier }]]) => [signal.title, link(code(anchor), `#${anchor}`), tier.severity]),
      ),
    ],
    sections: [...pageBudget(context), ...sections.map(([anchor, occurrences]) => alertSection(context, anchor, occurrences))],
  };
}

/** What typical faults cost the people on call. */
function pageBudget(context: RunbookContext): readonly Section[] {
  const { environment, signals } = context.main;
  if (!environment.posture.pages) return [];
  const budget = budgetOf(environment, signals);
  const reasons = budget.flatMap(({ fault, rules, pagesEach }) => {
    const waiver = context.product.waivers?.find(({ rule, where }) => rule === moreThanOnce && where === `${environment.place} / ${fault}`);
    if (waiver !== undefined)
      return `**${fault}.** ${linkRequirements(context, waiver.reason)} (${context.roleTitle(waiver.owner)}, until ${waiver.expires}).`;
    return pagesEach === undefined || rules.length < 2 ? [] : `**${fault}.** ${pagesEach}`;
  });
  return [
    {
      title: 'Page budget',
      meets: [],
      body: [
        'Typical faults, replayed through the rules: how many incidents each opens, and whom it tells at once. Alarms on backups come by a second way, from the cloud itself, so that one dead way hides nothing: those faults open one incident by each way.',
        ...table(
          ['What happens', 'Incidents', 'Rules that page', 'By the cloud itself', 'Told at once'],
          budget.map(({ fault, rules, cloudAlarms, told }) => [
            fault,
            String(rules.length + cloudAlarms.length),
            rules.length === 0 ? 'none' : rules.map(code).join(', '),
            cloudAlarms.length === 0 ? '-' : String(cloudAlarms.length),
            told.map(({ name, times }) => (times === 1 ? name : `${name}, ${times} times`)).join('; ') || 'nobody',
          ]),
        ),
        ...reasons,
      ],
    },
  ];
}

function alertSection(context: RunbookContext, anchor: string, occurrences: readonly [Occurrence, ...Occurrence[]]): Section {
  const [{ signal, tier, watched }] = occurrences;
  const panel = context.panel(signal.id, watched);
  const silencers = unique(graverTiers(signal, tier).map(({ severity }) => severity)).filter((severity) => severity !== tier.severity);
  const causes = unique(
    causesOf(signal, tier, watched.signals)
      .map((cause) => runbookAnchor(cause.signal.id, cause.tier.severity))
      .map((cause) => link(code(cause), `#${cause}`)),
  );
  return {
    title: anchor,
    meets: unique(occurrences.flatMap((each) => each.tier.meets)),
    body: [
      `**${signal.title}**, component ${code(signal.component)}${panel === undefined ? '' : `, ${link('panel', panel)}`}`,
      `**Impact.** ${signal.meaning}`,
      ...table(
        ['Environment', 'Fires when', 'Severity', 'Word of the runbook', 'Contact point', 'Told to', 'Repeats'],
        occurrences.map((each) => row(context, each)),
      ),
      ...(silencers.length === 0 ? [] : [`Silent while the ${silencers.join(' or ')} alert of the same figure holds.`]),
      ...(causes.length === 0 ? [] : [`Silent while ${causes.join(' or ')} holds: nearer to the cause, it tells the same fault.`]),
      '**First checks.**',
      ...numbered([
        ...unique(occurrences.flatMap((each) => each.tier.action ?? [])).map((action) => linkRequirements(context, action)),
        ...signal.firstChecks.map((check) => linkRequirements(context, check)),
        ...(panel === undefined ? [] : [`Look at the ${link('panel', panel)}: since when, how far past the limit, which line of it.`]),
      ]),
      ...(isHeartbeat(tier)
        ? [
            '**Fix.** Mend the cause that the checks show, smallest change first; the alarm ends with the next heartbeat.',
            `**Escalate.** The heartbeat calls nobody; the alarm on its silence is a critical one. ${escalate(context, { severity: 'critical' })}`,
          ]
        : [`**Fix.** ${fix(context, signal)}`, `**Escalate.** ${escalate(context, tier)}`]),
    ],
  };
}

/** Whether a tier goes to the dead-man's switch and to nobody else. */
const isHeartbeat = ({ channel }: AlertTier): boolean => channel === heartbeatChannel;

function row(context: RunbookContext, { watched: { environment }, signal, tier }: Occurrence): readonly string[] {
  const limit = signal.unit === 'bool' ? 'the condition holds' : formatLimit(tier.limit, signal.unit, tier.for);
  const held = signal.unit === 'bool' && tier.for.seconds > 0 ? ` for ${tier.for}` : '';
  const channel = context.product.channels.find(
    ({ name }) => name === (environment.posture.pages ? (tier.channel ?? tier.severity) : 'warning'),
  );
  const receivers = (channel?.receivers ?? []).filter(({ kind }) => environment.posture.pages || kind !== 'pagerduty');
  return [
    environment.environment,
    `${limit}${held}${tier.durationAssumed ? ' (duration assumed)' : ''}`,
    `${tier.severity}${wakes(environment, tier.severity) ? ', wakes somebody' : ''}`,
    tier.runbookSeverity === undefined ? '-' : `"${tier.runbookSeverity}"`,
    code(contactPointOf(environment, tier.severity, tier.channel)),
    ...(isHeartbeat(tier)
      ? ["the dead-man's switch", heartbeatInterval.toString()]
      : [receivers.map((receiver) => receiverText(context, receiver)).join(', '), channel?.repeat.toString() ?? '-']),
  ];
}

/** Names of requirements in a hint become links to the section that people wrote for them. */
function linkRequirements(context: RunbookContext, hint: string): string {
  return hint.replace(/\b[A-Z]{2}-[A-Z]+-\d{2}\b/g, (id) => {
    const section = context.text?.sections.find(({ meets }) => meets.includes(id));
    return section === undefined ? id : link(section.title, `#${section.name}`);
  });
}

/** Sections whose steps look at this very figure, how a breach is reported, the backup or archive that it speaks of, else the rule for all. */
function fix(context: RunbookContext, signal: Signal): string {
  const written = sectionLinks(
    context,
    ({ groups, noticeWithin }) =>
      groups.some(({ steps }) => steps.some(({ signal: shown }) => shown === signal.id)) ||
      (noticeWithin !== undefined && signal.id === breachSignal),
  );
  const again = copyOf(context, signal);
  const hints = [
    ...(written.length === 0 ? [] : [`Follow ${written.join(', ')}.`]),
    ...(again === undefined
      ? []
      : [`Mend the cause, then ${link('start the backup by hand', `#${again}`)}; the alert ends with the next verified copy.`]),
  ];
  return hints.length === 0
    ? 'Mend the cause that the checks show, smallest change first; the alert ends when the figure is back inside of its limit.'
    : hints.join(' ');
}

/** Anchor of the backup or archive that a figure speaks of. Names may begin with one another: the longest is meant. */
function copyOf({ main }: RunbookContext, signal: Signal): string | undefined {
  const named = [
    ...main.environment.backups.map(({ name }) => ({ name, anchor: backupAnchor(name) })),
    ...main.environment.archives.map((archive) => ({ name: archiveName(archive), anchor: archiveAnchor(archive.store) })),
  ];
  const fitting = named.filter(({ name }) => signal.id.startsWith(`${name}-`)).sort((a, b) => b.name.length - a.name.length);
  const isAboutCopies = !signal.mutable && !signal.id.includes('-drill-') && !signal.id.endsWith('-wal-lag');
  return isAboutCopies ? fitting[0]?.anchor : undefined;
}

function escalate(context: RunbookContext, tier: Pick<AlertTier, 'severity' | 'channel'>): string {
  const chain = chains(context).find(({ severities: told }) => told.includes(tier.severity))?.chain;
  const owner = context.product.channels.find(({ name }) => name === (tier.channel ?? tier.severity))?.owner ?? context.product.owner;
  if (chain === undefined || (!pages(tier.severity) && tier.channel !== undefined))
    return `Nobody is called. ${context.roleTitle(owner)} owns the channel; when users are harmed, treat it as the next graver class.`;
  const levels = chain.steps.map(
    (step) => `${step.notify.map(responderName).join(' and ')} ${step.after.seconds === 0 ? 'at once' : `after ${step.after}`}`,
  );
  const [first, ...others] = levels;
  if (staysWithFirst([tier.severity], chain))
    return `PagerDuty tells ${first} and nobody else, because the incident has low urgency. Call the others yourself: ${others.join(', then ')}.`;
  return `Without an acknowledgement PagerDuty tells ${levels.join(', then ')}. Call the next level yourself as soon as you are stuck.`;
}
