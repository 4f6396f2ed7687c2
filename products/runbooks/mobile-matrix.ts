import type { RunbookText } from '../../model/runbook';
import { incidents } from './mobile-matrix-incidents';
import { maintenance, platform } from './mobile-matrix-maintenance';
import { drills, recovery } from './mobile-matrix-recovery';
import { capacity, routines } from './mobile-matrix-routines';

/** What people wrote for the runbook of Mobile Matrix. */
export const mobileMatrixRunbook = (): RunbookText => ({
  header: [
    { label: 'Owner', value: 'Operations Team' },
    { label: 'Review', value: 'quarterly (interval of the operations manual); the next one is due three months after the last' },
  ],
  sections: [...incidents(), ...recovery(), ...routines(), ...drills(), ...maintenance(), ...capacity(), ...platform()],
});
