import type { RunbookText } from '../../model/runbook';
import { drills } from './carenow-drills';
import { incidents } from './carenow-incidents';
import { duties, maintenance } from './carenow-maintenance';
import { procedures, recovery } from './carenow-recovery';
import { routines } from './carenow-routines';
import { evidenceFolder, variable } from './variables';

/** What people wrote for the runbook of CareNow. */
export const carenowRunbook = (): RunbookText => ({
  header: [
    { label: 'Version', value: '1.0.0' },
    { label: 'Owner', value: 'Technical lead' },
    { label: 'Review', value: 'every month; the next one is due one month after the last' },
  ],
  sections: [...incidents(), ...procedures(), ...recovery(), ...routines(), ...drills(), ...maintenance(), ...duties()],
  variables: [
    evidenceFolder,
    variable('SITE', 'Hosting site of carenow.com; `firebase hosting:sites:list` lists the sites'),
    variable('EMERGENCY_SITE', 'Hosting site with the emergency page; `firebase hosting:sites:list` lists the sites'),
    variable('GOOD_VERSION', 'last part of the name of the version before the release, in the list of the step before'),
    variable('SERVICE_ACCOUNT', 'e-mail address of the service account; `gcloud iam service-accounts list` lists them'),
    variable('KEY_ID', 'the key that leaked, in the first column of the list in the line before'),
    variable('LAST_GOOD_MINUTE', 'last minute at which the data was right, in UTC, such as `2026-01-31T02:41:00Z`'),
    variable('EXPORT_DATE', 'day of the export, such as `20260131` for 03:00 or `20260131T1800` for 18:00'),
    variable(
      'DAMAGE_START',
      'time just before the first deletion, in UTC, such as `2026-01-31T02:41:00Z`: the audit log of the bucket shows it',
    ),
    variable(
      'UPLOADS_COPY',
      'folder with the files of the copy: `restored/uploaded-files` once it is unpacked as in [From the backup "Uploaded files"](#restore-from-uploads)',
    ),
    variable('NEW_DATABASE', 'id of the database into which the copy was imported, as in [Database recovery](#database-recovery)'),
    variable('SCRATCH_PROJECT', 'id of the project without users that the test is done in and that is deleted after it'),
    variable('PREVIOUS_TAG', 'tag of the release before, the second newest of `git tag --sort=-creatordate`'),
  ],
});
