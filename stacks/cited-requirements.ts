import type { Finding } from '../model/finding';
import { messages } from '../model/messages';
import type { DeclaredProduct } from '../model/product';
import { requirementIds } from '../requirements';

/** Fields that hold ids of requirements: `meets`, `alarmsMeet`, `lagAlarmsMeet`, ... */
const citing = /^meets$|Meets?$/;

/** Requirements that a declaration says it meets and that nobody has written down. */
export function checkCited(product: DeclaredProduct): Finding[] {
  const known = requirementIds();
  const unknown = new Set<string>();
  const visit = (value: unknown, cites: boolean): void => {
    if (typeof value === 'string') {
      if (cites && !known.has(value)) unknown.add(value);
    } else if (Array.isArray(value)) for (const entry of value) visit(entry, cites);
    else if (typeof value === 'object' && value !== null)
      for (const [key, entry] of Object.entries(value)) visit(entry, citing.test(key) || (cites && !Array.isArray(value)));
  };
  visit(product, false);
  // Hundreds of ids help nobody: those that begin alike do.
  return [...unknown].map((id) => {
    const alike = [...known].filter((other) => other.slice(0, other.lastIndexOf('-')) === id.slice(0, id.lastIndexOf('-')));
    return messages.unknownName(`${product.name} / meets`, 'requirement', id, alike.length === 0 ? [...known] : alike);
  });
}
