import type { RunbookText } from '../../model/runbook';
import { incidents } from './operations-manual-incidents';
import { drills, duties, routines } from './operations-manual-routines';
import { dataVolume, evidenceFolder, variable } from './variables';

/** What people wrote for the operations manual. Products inherit what they do not say themselves. */
export const operationsManualRunbook = (): RunbookText => ({
  header: [
    { label: 'Owner', value: 'Manager' },
    { label: 'Review', value: 'every quarter; the next one is due one quarter after the last' },
  ],
  sections: [...incidents(), ...routines(), ...drills(), ...duties()],
  variables: [
    dataVolume,
    evidenceFolder,
    variable('SERVICE', 'name of the unit that stopped; `systemctl list-units --failed` lists them'),
    variable('POSTGRES_PROGRAMS', 'folder of the programs of the server; `pg_config --bindir` prints it'),
    variable(
      'NEW_DATA_FOLDER',
      'a folder that does not exist yet, beside the data folder and on its volume, with room for the whole database',
    ),
    variable('DATA_FOLDER', 'data folder of the server; `SHOW data_directory` in `psql` prints it'),
    variable('LAST_CLEAN_MOMENT', 'last moment at which the data was clean, in UTC, such as `2026-01-31 02:41:00+00`'),
    variable('COPY_REGION', 'region of the second bucket, the setting `aws.copyRegion`'),
  ],
});
