import { currentPlace, type Finding } from '../finding';

/** The place of the declaration that is being evaluated, and a field of it. */
export const at = (field: string): string => [currentPlace(), field].filter((part) => part !== '').join(' / ');

/** Stops the synth. */
export const error = (rule: string, where: string, what: string, given: string, allowed: string, mend: string): Finding => ({
  level: 'error',
  rule,
  where,
  what,
  given,
  allowed,
  mend,
});

/** Leaves the synth to go on; a person has to see it. */
export const warning = (...facts: Parameters<typeof error>): Finding => ({ ...error(...facts), level: 'warning' });

/** Asks for nothing. */
export const note = (...facts: Parameters<typeof error>): Finding => ({ ...error(...facts), level: 'note' });
