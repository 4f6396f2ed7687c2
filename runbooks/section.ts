import { type RequirementKind, requirements } from '../requirements';
import { code, headingAnchor, link } from './markdown';

/** A heading with what stands below it. */
export interface Section {
  readonly title: string;
  /** Where links point. @default what GitHub makes of the title */
  readonly anchor?: string;
  /** Requirements that the section meets; each stands as a comment before it. */
  readonly meets: readonly string[];
  /** Blocks of Markdown, a blank line between two. */
  readonly body: readonly string[];
  readonly sections?: readonly Section[];
  /** Whether its body lists the sections below it, so that the contents need not. @default false */
  readonly indexed?: boolean;
  /** Whether it is looked up by itself, and so stays on one page of paper. @default false */
  readonly whole?: boolean;
}

export const anchorOf = ({ title, anchor }: Section): string => anchor ?? headingAnchor(title);

/** The section with all below it, as blocks. */
export function renderSection(section: Section, level: number): readonly string[] {
  const { title, body, sections = [] } = section;
  const anchor = anchorOf(section);
  const tags = unique(section.meets).map((id) => `<!-- ${id} -->`);
  // A heading that reads otherwise than its anchor needs one of its own.
  const mark = anchor === headingAnchor(title) ? [] : [`<a id="${anchor}"></a>`];
  const heading = [...tags, ...mark].join('\n');
  return [
    ...(heading === '' ? [] : [heading]),
    `${'#'.repeat(level)} ${title}`,
    ...body,
    ...sections.flatMap((inner) => renderSection(inner, level + 1)),
  ];
}

/** The section and all below it, with the chapter first. */
export function allSections(sections: readonly Section[]): readonly Section[] {
  return sections.flatMap((section) => [section, ...allSections(section.sections ?? [])]);
}

/** One line a chapter, with the sections below it. */
export function contents(chapters: readonly Section[]): string {
  return chapters
    .map((chapter) => {
      const inner = (chapter.indexed === true ? [] : (chapter.sections ?? [])).map((section) =>
        link(section.title, `#${anchorOf(section)}`),
      );
      return `- ${link(chapter.title, `#${anchorOf(chapter)}`)}${inner.length === 0 ? '' : `: ${inner.join(', ')}`}`;
    })
    .join('\n');
}

export const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** Ids of everything in a list that meets something. */
export const meetsOf = (...lists: readonly (readonly { readonly meets: readonly string[] }[])[]): readonly string[] =>
  unique(lists.flat().flatMap((entry) => entry.meets));

/** Those of the ids whose requirement is of one of the kinds. */
export function ofKinds(ids: readonly string[], ...kinds: readonly RequirementKind[]): readonly string[] {
  return requirements()
    .filter(({ id, kind }) => ids.includes(id) && kinds.includes(kind))
    .map(({ id }) => id);
}

/** Names as code, with commas. */
export const codes = (names: readonly string[]): string => names.map(code).join(', ');
