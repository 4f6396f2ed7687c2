import { isActive } from '../model/product';
import type { SectionKind } from '../model/runbook';
import { alerts } from './chapters/alerts';
import { backups } from './chapters/backups';
import { baseline } from './chapters/baseline';
import { duties, machineRoutines, maintenanceCalendar, recordsOfDrills, whatRunsWhen } from './chapters/calendar';
import { environments } from './chapters/environments';
import { incidentClasses } from './chapters/incident-classes';
import { headerBlocks, howToUse } from './chapters/introduction';
import { objectives } from './chapters/objectives';
import { people } from './chapters/people';
import { retired } from './chapters/retired';
import { services } from './chapters/services';
import { storage } from './chapters/storage';
import { vendors } from './chapters/vendors';
import { writtenSections } from './chapters/written';
import type { RunbookContext } from './context';
import { restore } from './restore';
import { anchorOf, contents, renderSection, type Section } from './section';

/** Titles of the chapters that people fill. Those that have a generated part hold it first. */
const chapterTitles: Readonly<Record<SectionKind, string>> = {
  incident: 'Incidents',
  procedure: 'Procedures',
  recovery: 'Recovery',
  routine: 'Routines',
  verification: 'Verification',
  maintenance: 'Maintenance',
  capacity: 'Capacity',
  compliance: 'Compliance',
  vendor: 'Vendors',
};

/** All chapters, in the order in which somebody who was woken needs them; of a product that has retired what is left of it. */
export function chaptersOf(context: RunbookContext): readonly Section[] {
  if (!isActive(context.product)) {
    const way = restore(context);
    return inOrder([...retired(context, [way]), way]);
  }
  const chapter = (kind: SectionKind, ...generated: readonly Section[]): readonly Section[] => {
    const sections = [...generated, ...writtenSections(context, kind)];
    return sections.length === 0 ? [] : [{ title: chapterTitles[kind], anchor: `chapter-${kind}`, meets: [], body: [], sections }];
  };
  const others = [
    incidentClasses(context),
    people(context),
    ...chapter('incident'),
    ...chapter('procedure'),
    restore(context),
    ...chapter('recovery'),
    objectives(context),
    backups(context),
    ...chapter('verification'),
    ...chapter(
      'routine',
      whatRunsWhen(context),
      machineRoutines(context, 'What machines do'),
      ...duties(context),
      ...recordsOfDrills(context),
    ),
    ...chapter('maintenance', maintenanceCalendar(context)),
    ...chapter('capacity', ...storage(context)),
    ...chapter('compliance'),
    ...chapter('vendor', ...vendors(context)),
    environments(context),
    services(context),
    baseline(context),
    alerts(context),
  ];
  return inOrder([howToUse(context, others), ...others]);
}

/** Chapters by number, which also keeps their headings apart from those that people choose. */
function inOrder(chapters: readonly Section[]): readonly Section[] {
  return chapters.map((chapter, index) => ({ ...chapter, title: `${index + 1}. ${chapter.title}`, anchor: anchorOf(chapter) }));
}

/** Says so itself, and how it is made anew. */
export const generatedBy = (source: string): string => `<!-- Generated from ${source} by "npm run docs". Change that, not this. -->`;

/** The runbook as one file of Markdown. */
export function renderRunbook(context: RunbookContext, chapters: readonly Section[]): string {
  const { product, text } = context;
  const blocks = [
    generatedBy(`products/${product.name}.ts`),
    `# Runbook: ${product.title}`,
    ...headerBlocks(context, text),
    '**Contents**',
    contents(chapters),
    ...chapters.flatMap((chapter) => renderSection(chapter, 2)),
  ];
  return `${blocks.join('\n\n')}\n`;
}
