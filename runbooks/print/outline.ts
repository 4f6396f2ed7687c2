import { headingAnchor } from '../markdown';
import { anchorOf, type Section } from '../section';

/** A section with the number that it has on paper. */
export interface Numbered {
  /** As a reader looks for it, e.g. `6.2`. */
  readonly number: string;
  /** Without the number. */
  readonly title: string;
  readonly anchor: string;
  readonly section: Section;
  readonly sections: readonly Numbered[];
}

/** Chapters bring their numbers; what stands below them is numbered here. */
export function outline(chapters: readonly Section[]): readonly Numbered[] {
  return chapters.map((chapter) => {
    const [, number = '', title = chapter.title] = /^(\d+)\. (.*)$/.exec(chapter.title) ?? [];
    return { number, title, anchor: anchorOf(chapter), section: chapter, sections: below(chapter, number) };
  });
}

const below = ({ sections = [] }: Section, above: string): readonly Numbered[] =>
  sections.map((section, index) => {
    const number = `${above}.${index + 1}`;
    return { number, title: section.title, anchor: anchorOf(section), section, sections: below(section, number) };
  });

/** Each section by every anchor that leads to it. */
export function byAnchor(numbered: readonly Numbered[]): ReadonlyMap<string, Numbered> {
  const all = numbered.flatMap(everything);
  return new Map(all.flatMap((each) => [headingAnchor(each.section.title), each.anchor].map((anchor) => [anchor, each] as const)));
}

const everything = (numbered: Numbered): readonly Numbered[] => [numbered, ...numbered.sections.flatMap(everything)];
