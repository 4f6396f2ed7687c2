import type { Answer, RegulationName } from '../compliance';
import type { Vendor } from '../vendor';

/** A law or standard with the controls that the product claims of it; those that its text does not ask for do not compile. */
export const answersTo = <Name extends RegulationName>(
  regulation: Name,
  controls: Extract<Answer, { readonly regulation: Name }>['controls'],
  ...meets: readonly string[]
): Answer => ({ regulation, controls, meets }) as Answer;

/** Somebody outside whose service the product stands on; a fact that nobody knows yet is `undefined`. */
export const vendor = (title: string, facts: Vendor['facts'], options: Partial<Pick<Vendor, 'certification' | 'meets'>> = {}): Vendor => ({
  title,
  facts,
  ...(options.certification === undefined ? {} : { certification: options.certification }),
  meets: options.meets ?? [],
});
