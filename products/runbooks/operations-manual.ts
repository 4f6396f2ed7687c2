import type { RunbookText } from '../../model/runbook';
import { incidents } from './operations-manual-incidents';
import { drills, duties, routines } from './operations-manual-routines';

/** What people wrote for the operations manual. Products inherit what they do not say themselves. */
export const operationsManualRunbook = (): RunbookText => ({
  header: [
    { label: 'Owner', value: 'Manager' },
    { label: 'Review', value: 'every quarter; the next one is due one quarter after the last' },
  ],
  sections: [...incidents(), ...routines(), ...drills(), ...duties()],
});
