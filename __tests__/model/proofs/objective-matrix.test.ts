import { gigabytes, megabytes } from '../../../model/bytes';
import { Duration } from '../../../model/duration';
import type { RecoveryObjective } from '../../../model/objective';
import { objectiveMatrix } from '../../../model/proofs/objective-matrix';
import { sampleEnvironment } from '../../support/sample-product';

const objective = (changes: Partial<RecoveryObjective>): RecoveryObjective => ({
  name: 'database',
  store: 'database',
  assumed: false,
  meets: [],
  ...changes,
});
const rows = (...parameters: Parameters<typeof sampleEnvironment>) =>
  objectiveMatrix(sampleEnvironment(...parameters)).map(({ store, figure, scenarios, declared, proven, ifOneFails }) =>
    [store, figure, scenarios.join(' + '), declared ?? '-', proven ?? '-', ifOneFails ?? '-'].join(', '),
  );

describe('the matrix of objectives', () => {
  it('tells what is declared and proven of a store in every scenario, those with the same figures together', () => {
    expect(rows()).toEqual([
      'database, rpo, bad write + deleted database + stolen writer credential, 28 h, 25 h, 49 h',
      'database, rpo, lost region, -, 27 h, 51 h',
      'database, rpo, lost account or provider, -, -, -',
    ]);
  });

  it('holds each scenario against the strictest objective that names it', () => {
    const objectives = [
      objective({ rpo: Duration.hours(30) }),
      objective({ name: 'critical', rpo: Duration.hours(26), scenarios: ['bad write', 'lost region'] }),
    ];
    expect(rows({ objectives })).toEqual([
      'database, rpo, bad write, 26 h, 25 h, 49 h',
      'database, rpo, deleted database + stolen writer credential, 30 h, 25 h, 49 h',
      'database, rpo, lost region, 26 h, 27 h, 51 h',
      'database, rpo, lost account or provider, -, -, -',
    ]);
  });

  it('tells a recovery time where a restore path proves it', () => {
    const tenMinutes = { provisioning: Duration.minutes(3), verification: Duration.minutes(5), clientSwitch: Duration.minutes(2) };
    const restore = { by: 'restore', size: gigabytes(60), bytesPerSecond: megabytes(50), ...tenMinutes };
    expect(rows({ objectives: [objective({ rto: Duration.hours(1), restore })] })).toEqual([
      'database, rto, bad write + deleted database + stolen writer credential, 1 h, 33 min 30 s, -',
    ]);
    expect(rows({ objectives: [objective({ rto: Duration.hours(1) })] })).toEqual([]);
  });

  it('tells each store its own objectives', () => {
    const stores = ['files', 'database'].map((name) => ({ name, title: name, meets: [] }));
    const tenMinutes = { provisioning: Duration.minutes(3), verification: Duration.minutes(5), clientSwitch: Duration.minutes(2) };
    const restore = { by: 'restore', size: gigabytes(60), bytesPerSecond: megabytes(50), ...tenMinutes };
    const objectives = [
      objective({ rpo: Duration.hours(30), restore }),
      objective({ name: 'files', store: 'files', rto: Duration.hours(2), restore }),
    ];
    expect(rows({ stores, objectives }).filter((text) => text.includes('bad write'))).toEqual([
      'files, rto, bad write + deleted database + stolen writer credential, 2 h, 33 min 30 s, -',
      'database, rpo, bad write + deleted database + stolen writer credential, 30 h, 25 h, 49 h',
    ]);
  });

  it('leaves out what nothing is promised of', () => {
    expect(rows({ objectives: [] })).toEqual([]);
    expect(rows({}, 'staging')).toEqual([]);
  });
});
