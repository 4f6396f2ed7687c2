/** Alarms of backups are made, not declared: no declaration can make them too mild, so here they are made so. */
import { Settings } from '../../settings/settings';
import { checkEnvironment } from '../../stacks/proofs';
import { sampleEnvironment } from '../support/sample-product';

jest.mock('../../model/backup-alarms', () => {
  const made = jest.requireActual<typeof import('../../model/backup-alarms')>('../../model/backup-alarms');
  const milder = (...given: Parameters<typeof made.alarmsOf>) => made.alarmsOf(...given).map((alarm) => ({ ...alarm, severity: 'info' }));
  return { ...made, alarmsOf: milder };
});

it('a backup whose failure would wake nobody stops the synth, should its alarms ever become that mild', () => {
  const told = checkEnvironment(sampleEnvironment(), Settings.none).map(({ level, rule, where }) => `${level} ${rule}, ${where}`);
  expect(told).toContain('error backup-failure-unheard, shop / production / database');
});
