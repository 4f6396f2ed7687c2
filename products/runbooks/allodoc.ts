import type { RunbookText } from '../../model/runbook';
import { incidents, reference } from './allodoc-incidents';
import { duties, maintenance } from './allodoc-maintenance';
import { drills, recovery } from './allodoc-recovery';
import { routines } from './allodoc-routines';
import { copyFolder, dataVolume, evidenceFolder, newTag, variable } from './variables';

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
  variables: [
    copyFolder,
    dataVolume,
    evidenceFolder,
    newTag,
    variable('ADDRESS', 'address of the attacker, from the panel of the step'),
    variable('ARCHIVE_FOLDER', 'folder of archived logs on the host, the one that the backup of logs reads'),
    variable('CHECKOUT', 'folder of your clone of the application'),
    variable('CONTAINER', 'name of the container, in the first column of `docker ps --all --format "{{ .Names }}"`'),
    variable(
      'NETWORK',
      'network of the container: `docker inspect --format "{{ range $name, $_ := .NetworkSettings.Networks }}{{ $name }} {{ end }}" "$CONTAINER"` prints it',
    ),
    variable('PID', 'number of the process, the first column of the list in the step before'),
    variable('PREVIOUS_TAG', 'tag of the image that ran before: noted before the update, else the second newest of `docker images`'),
    variable('RESTORE_FOLDER', 'an empty folder on an encrypted volume, with room for what is in the copy'),
    variable('SERVICE', 'name of the service in `docker compose -f docker-compose.prod.yml ps --services --all`'),
    variable('TARGET_TIME', 'last minute at which the data was right, in UTC, such as `2026-01-31 02:41:00+00`'),
  ],
});
