import { causesOf } from '../../model/cause-silence';
import { signalsOf } from '../../model/dashboard';
import { formatLimit } from '../../model/figure';
import { contactPointOf, wakes } from '../../model/product-environment';
import { runbookAnchor } from '../../model/runbook-anchor';
import { pages, type Severity, severities } from '../../model/severity';
import type { AlertTier, Signal } from '../../model/signal';
import { graverTiers } from '../../model/tier-silence';
import { heartbeatChannel, heartbeatInterval } from '../../signals/dead-man-switch';
import { repeatOn } from '../../stacks/monitoring-plan';
import { budgetOf } from '../../stacks/page-budget';
import type { RunbookContext, WatchedEnvironment } from '../context';
import { bullets, code, link, numbered, table } from '../markdown';
import { placeholders } from '../placeholders';
import { ofKinds, type Section, unique } from '../section';
import { subjectText } from './alert-subjects';
import type { SubjectText } from './alert-text';
import { firstChecks } from './first-checks';
import { chains, receiverText, responderName, staysWithFirst } from './people';
import { sectionsThatMend } from './written';

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
  const values = placeholders(context);
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
    sections: [...pageBudget(context), ...sections.map(([anchor, occurrences]) => alertSection(context, anchor, occurrences, values))],
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

function alertSection(
  context: RunbookContext,
  anchor: string,
  occurrences: readonly [Occurrence, ...Occurrence[]],
  values: ReadonlyMap<string, string>,
): Section {
  const [{ signal, tier, watched }] = occurrences;
  const panel = context.panel(signal.id, watched);
  const subject = subjectText(context, signal);
  const silencers = unique(graverTiers(signal, tier).map(({ severity }) => severity)).filter((severity) => severity !== tier.severity);
  const causes = unique(
    causesOf(signal, tier, watched.signals)
      .map((cause) => runbookAnchor(cause.signal.id, cause.tier.severity))
      .map((cause) => link(code(cause), `#${cause}`)),
  );
  return {
    title: anchor,
    whole: true,
    meets: unique(occurrences.flatMap((each) => each.tier.meets)),
    body: [
      `**${signal.title}**, component ${code(signal.component)}${panel === undefined ? '' : `, ${link('panel', panel)}`}`,
      `**Impact.** ${signal.meaning}`,
      ...table(
        ['Environment', 'Fires when', 'Severity', 'Told to'],
        occurrences.map((each) => row(context, each)),
      ),
      ...(silencers.length === 0 ? [] : [`Silent while the ${silencers.join(' or ')} alert of the same figure holds.`]),
      ...(causes.length === 0 ? [] : [`Silent while ${causes.join(' or ')} holds: nearer to the cause, it tells the same fault.`]),
      '**First checks.**',
      ...numbered([
        ...unique(occurrences.flatMap((each) => each.tier.action ?? [])).map((action) => linkRequirements(context, action)),
        ...(subject?.checks ?? []),
        ...firstChecks(context, signal, values).map((check) => linkRequirements(context, check)),
        ...(panel === undefined || signal.dataSourceHealth
          ? []
          : [`Look at the ${link('panel', panel)}: since when, how far past the limit, which line of it.`]),
      ]),
      ...block('Fix', fix(context, signal, subject)),
      isHeartbeat(tier)
        ? `**Escalate.** The heartbeat calls nobody; the alarm on its silence is a critical one. ${escalate(context, { severity: 'critical' })}`
        : `**Escalate.** ${escalate(context, tier)}${subject === undefined ? '' : ` Owner: ${context.roleTitle(subject.owner)}.`}`,
    ],
  };
}

/** Whether a tier goes to the dead-man's switch and to nobody else. */
const isHeartbeat = ({ channel }: AlertTier): boolean => channel === heartbeatChannel;

function row(context: RunbookContext, { watched: { environment, dashboards }, signal, tier }: Occurrence): readonly string[] {
  const limit = signal.unit === 'bool' ? 'the condition holds' : formatLimit(tier.limit, signal.unit, tier.for);
  const held = signal.unit === 'bool' && tier.for.seconds > 0 ? ` for ${tier.for}` : '';
  const channel = context.product.channels.find(
    ({ name }) => name === (environment.posture.pages ? (tier.channel ?? tier.severity) : 'warning'),
  );
  const receivers = (channel?.receivers ?? []).filter(({ kind }) => environment.posture.pages || kind !== 'pagerduty');
  // A signal on several dashboards is watched with the first.
  const home = dashboards.find((dashboard) => signalsOf(dashboard).some(({ id }) => id === signal.id));
  const repeat = (home === undefined ? undefined : repeatOn(home)) ?? channel?.repeat;
  return [
    environment.environment,
    `${limit}${held}${tier.durationAssumed ? `${tier.for.seconds === 0 ? ', at once' : ''} (duration assumed)` : ''}`,
    [
      tier.severity,
      ...(tier.runbookSeverity === undefined ? [] : [`"${tier.runbookSeverity}" in the source runbook`]),
      ...(wakes(environment, tier.severity) ? ['wakes somebody'] : []),
    ].join(', '),
    [
      ...(isHeartbeat(tier)
        ? [`the dead-man's switch, again after ${heartbeatInterval}`]
        : [...receivers.map((receiver) => receiverText(context, receiver)), ...(repeat === undefined ? [] : [`again after ${repeat}`])]),
      `by ${code(contactPointOf(environment, tier.severity, tier.channel))}`,
    ].join(', '),
  ];
}

/** Names of requirements in a hint become links to the section that people wrote for them. */
function linkRequirements(context: RunbookContext, hint: string): string {
  return hint.replace(/\b[A-Z]{2}-[A-Z]+-\d{2}\b/g, (id) => {
    const section = context.text?.sections.find(({ meets }) => meets.includes(id));
    return section === undefined ? id : link(section.title, `#${section.name}`);
  });
}

/** What people wrote for it, what its job, copies or drill need, else what its signal says. */
function fix(context: RunbookContext, signal: Signal, subject: SubjectText | undefined): readonly string[] {
  const written = sectionsThatMend(context, signal.id).join(', ');
  const given = subject?.fix ?? (signal.fix === undefined ? [] : [signal.fix]);
  const hints = [...(written === '' || given.some((hint) => hint.includes(written)) ? [] : [`Follow ${written}.`]), ...given];
  return hints.length === 0 ? [usualFix] : hints;
}

const usualFix = 'Mend the cause that the checks show, smallest change first; the alert ends when the figure is back inside of its limit.';

/** A word in bold with what follows it: one sentence beside it, several as points below it. */
const block = (word: string, points: readonly string[]): readonly string[] =>
  points.length === 1 ? [`**${word}.** ${points[0]}`] : [`**${word}.**`, ...bullets(points)];

const contacts = link('Contacts', '#contacts');

function escalate(context: RunbookContext, tier: Pick<AlertTier, 'severity' | 'channel'>): string {
  const chain = chains(context).find(({ severities: told }) => told.includes(tier.severity))?.chain;
  const owner = context.product.channels.find(({ name }) => name === (tier.channel ?? tier.severity))?.owner ?? context.product.owner;
  if (chain === undefined || (!pages(tier.severity) && tier.channel !== undefined))
    return `Nobody is called. ${context.roleTitle(owner)} owns the channel: ${contacts}. When users are harmed, treat it as the next graver class.`;
  const levels = chain.steps.map(
    (step) => `${step.notify.map(responderName).join(' and ')} ${step.after.seconds === 0 ? 'at once' : `after ${step.after}`}`,
  );
  const [first, ...others] = levels;
  if (staysWithFirst([tier.severity], chain))
    return `PagerDuty tells ${first} and nobody else, because the incident has low urgency. Call the others yourself, by ${contacts}: ${others.join(', then ')}.`;
  return `Without an acknowledgement PagerDuty tells ${levels.join(', then ')}. Call the next level yourself as soon as you are stuck: ${contacts}.`;
}
