import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { RunbookSection, SectionKind, Step } from '../../model/runbook';
import type { RunbookContext } from '../context';
import { fenced, link, numbered } from '../markdown';
import { fillCommand, fillText, placeholders } from '../placeholders';
import { type Section, unique } from '../section';

/** The sections of a kind that people wrote, in their order. */
export function writtenSections(context: RunbookContext, kind: SectionKind): readonly Section[] {
  const values = placeholders(context);
  return (context.text?.sections ?? []).filter((section) => section.kind === kind).map((section) => written(context, section, values));
}

/** Links to the sections of some sort. */
export function sectionLinks(context: RunbookContext, isWanted: (section: RunbookSection) => boolean): readonly string[] {
  const sections = context.text?.sections.filter(isWanted) ?? [];
  return unique(sections.map(({ title, name }) => link(title, `#${name}`)));
}

function written(context: RunbookContext, section: RunbookSection, values: ReadonlyMap<string, string>): Section {
  const { name, title, when, noticeWithin, intro, groups, template, assumed, meets } = section;
  const where = `${context.product.name} / runbook / ${name}`;
  const text = (words: string): string => fillText(words, values);
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

function stepText(context: RunbookContext, { text, command, signal }: Step, values: ReadonlyMap<string, string>, where: string): string {
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
