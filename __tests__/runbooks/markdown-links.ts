/** Reads generated Markdown the way a reader's browser does. */
import { headingAnchor } from '../../runbooks/markdown';

const withoutCode = (markdown: string): string => markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '');

/** Every anchor of a page: those of headings and those of its own. */
export function anchorsIn(markdown: string): readonly string[] {
  const text = withoutCode(markdown);
  const headings = [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => headingAnchor(heading));
  const own = [...text.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = '']) => id);
  return [...headings, ...own];
}

/** Targets of all links of a page. */
export function linksIn(markdown: string): readonly string[] {
  return [...withoutCode(markdown).matchAll(/\[[^\]]*\]\(([^)]*)\)/g)].map(([, target = '']) => target);
}

/** Blocks of code in a language, without the indent of the list that they stand in. */
export function blocksIn(markdown: string, language: string): readonly string[] {
  const blocks = markdown.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'));
  return [...blocks].map(([, indent = '', body = '']) => body.replace(new RegExp(`^${indent}`, 'gm'), ''));
}

/** Requirements that a page names as met, each where it stands. */
export function tagsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^<!-- ([A-Z]{2}-[A-Z]+-\d{2}) -->$/gm)].map(([, id = '']) => id);
}
