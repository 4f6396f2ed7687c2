import type { DeclaredProduct } from '../model/product';
import type { RunbookSection, RunbookText } from '../model/runbook';
import { link } from './markdown';

/** What people wrote for a product. A runbook that names no deadline for the notice of a breach has the section of the baseline. */
export function writtenText(product: DeclaredProduct, baseline: DeclaredProduct | undefined): RunbookText | undefined {
  const text = product.runbook?.();
  if (baseline === undefined || baseline === product) return text;
  if (text?.sections.some(namesDeadline)) return text;
  const inherited = baseline.runbook?.().sections.filter(namesDeadline) ?? [];
  if (inherited.length === 0) return text;
  return {
    header: [],
    ...text,
    sections: [...(text?.sections ?? []), ...inherited.map((section) => inheritedFrom(baseline, section))],
  };
}

const namesDeadline = ({ noticeWithin }: RunbookSection): boolean => noticeWithin !== undefined;

function inheritedFrom({ name }: DeclaredProduct, section: RunbookSection): RunbookSection {
  const source = `Inherited from the ${link('operations manual', `${name}.md#${section.name}`)}.`;
  return { ...section, intro: section.intro === undefined ? source : `${source} ${section.intro}` };
}
