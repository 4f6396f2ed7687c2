import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { RunbookSection, SectionKind, Step } from '../../model/runbook';
import { breachSignal } from '../../signals/security';
import type { RunbookContext } from '../context';
import { fenced, link, numbered } from '../markdown';
import { fillCommand, fillText, placeholders } from '../placeholders';
import { type Section, unique } from '../section';

/** The sections of a kind that people wrote, in their order. */
export function writtenSections(context: RunbookContext, kind: SectionKind): readonly Section[] {
  const values = placeholders(context);
  return (context.text?.sections ?? []).filter((section) => section.kind === kind).map((section) => written(context, section, values));
}

/** Links to the sections that say of themselves that they mend an alert on the signal, and for a breach to how it is reported. */
export function sectionsThatMend(context: RunbookContext, signal: string): readonly string[] {
  const sections =
    context.text?.sections.filter(
      ({ mends, noticeWithin }) =>
        mends.some((pattern) => isMeant(pattern, signal)) || (noticeWithin !== undefined && signal === breachSignal),
    ) ?? [];
  return sections.map(({ title, name }) => link(title, `#${name}`));
}

const isMeant = (pattern: string, signal: string): boolean =>
  pattern.endsWith('*') ? signal.startsWith(pattern.slice(0, -1)) : signal === pattern;

function written(context: RunbookContext, section: RunbookSection, values: ReadonlyMap<string, string>): Section {
  const { name, title, when, noticeWithin, intro, groups, template, assumed, mends, meets } = section;
  const where = `${context.product.name} / runbook / ${name}`;
  const text = (words: string): string => fillText(words, values);
  checkMends(context, mends, where);
  return {
    title,
    anchor: name,
    meets,
    body: [
      ...(when === undefined ? [] : [`**When.** ${text(when)}`]),
      ...(noticeWithin === undefined
        ? []
        : [`**Deadline.** The authorities have the notice within ${noticeWithin.minutes / 60} h of detection.`]),
      ...(assumed ? ['Assumed: the source runbook is silent here.'] : []),
      ...(intro === undefined ? [] : [text(intro)]),
      ...groups.flatMap(({ heading, steps }) => [
        ...(heading === undefined ? [] : [`**${text(heading)}**`]),
        ...numbered(steps.map((step) => stepText(context, step, values, where))),
      ]),
      ...(template === undefined ? [] : [fenced('text', template)]),
    ],
  };
}

/** A section that mends what nothing watches is a finding: its link would never be seen. */
function checkMends({ watched }: RunbookContext, mends: readonly string[], where: string): void {
  const known = unique(watched.flatMap(({ signals }) => signals.filter(({ tiers }) => tiers.length > 0).map(({ id }) => id)));
  for (const pattern of mends) {
    if (!known.some((id) => isMeant(pattern, id))) reportFinding(messages.unknownName(where, 'alert in mends', pattern, known), undefined);
  }
}

export function stepText(
  context: RunbookContext,
  { text, command, signal }: Step,
  values: ReadonlyMap<string, string>,
  where: string,
): string {
  const look = signal === undefined ? '' : ` See ${panelOf(context, signal, where)}.`;
  const words = `${fillText(text, values)}${look}`;
  if (command === undefined) return words;
  const warning = command.destructive === true ? '**Destructive: what it removes cannot be brought back.** ' : '';
  return `${warning}${words}\n\n${fenced(command.language === 'shell' ? 'sh' : 'sql', fillCommand(command.code, values, where))}`;
}

function panelOf(context: RunbookContext, id: string, where: string): string {
  const signal = context.main.signals.find((candidate) => candidate.id === id);
  if (signal === undefined)
    return reportFinding(
      messages.unknownName(
        where,
        'signal',
        id,
        context.main.signals.map((known) => known.id),
      ),
      id,
    );
  return context.panelLink(signal.title, id);
}
