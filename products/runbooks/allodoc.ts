import type { RunbookText } from '../../model/runbook';
import { incidents, reference } from './allodoc-incidents';
import { duties, maintenance } from './allodoc-maintenance';
import { drills, recovery } from './allodoc-recovery';
import { routines } from './allodoc-routines';

/** What people wrote for the runbook of AlloDoc. */
export const allodocRunbook = (): RunbookText => ({
  header: [
    { label: 'Version', value: '1.0' },
    { label: 'Owner', value: 'DevOps Team' },
    { label: 'Approver', value: 'Engineering Manager' },
    { label: 'Review', value: 'monthly; the next one is due one month after the last' },
    { label: 'Distribution', value: 'Operations Team, On-Call Engineers' },
  ],
  sections: [...incidents(), ...reference(), ...recovery(), ...routines(), ...drills(), ...maintenance(), ...duties()],
});
