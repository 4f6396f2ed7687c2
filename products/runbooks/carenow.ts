import type { RunbookText } from '../../model/runbook';
import { incidents } from './carenow-incidents';
import { duties, maintenance } from './carenow-maintenance';
import { procedures, recovery } from './carenow-recovery';
import { drills, routines } from './carenow-routines';

/** What people wrote for the runbook of CareNow. */
export const carenowRunbook = (): RunbookText => ({
  header: [
    { label: 'Version', value: '1.0.0' },
    { label: 'Owner', value: 'Technical lead' },
    { label: 'Review', value: 'every month; the next one is due one month after the last' },
  ],
  sections: [...incidents(), ...procedures(), ...recovery(), ...routines(), ...drills(), ...maintenance(), ...duties()],
});
