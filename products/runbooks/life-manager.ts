import type { RunbookText } from '../../model/runbook';
import { incidents } from './life-manager-incidents';
import { drills, recovery } from './life-manager-recovery';
import { releases } from './life-manager-releases';
import { duties, maintenance, routines } from './life-manager-routines';
import { reference, secrets } from './life-manager-secrets';

/** What people wrote for the runbook of Life Manager. */
export const lifeManagerRunbook = (): RunbookText => ({
  header: [
    { label: 'Owner', value: 'Team lead' },
    { label: 'Review', value: 'every quarter, corrections every month; the next one is due one quarter after the last' },
  ],
  sections: [
    ...incidents(),
    ...releases(),
    ...secrets(),
    ...reference(),
    ...recovery(),
    ...routines(),
    ...drills(),
    ...maintenance(),
    ...duties(),
  ],
});
