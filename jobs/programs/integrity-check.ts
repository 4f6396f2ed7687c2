import { jobMetrics } from '../../model/job-metrics';
import { jobSettings } from '../../model/job-settings';
import { integrityOf } from '../integrity/postgres';
import type { LogFields } from '../log';
import { Pushgateway } from '../metrics/pushgateway';
import { readConnection } from '../postgres/connection';
import { Session } from '../postgres/session';
import type { JobContext } from '../program';
import { mark, readRecordSettings, recordOptions } from '../routine/marker';
import { SettingsReader } from '../settings';
import { openStore } from '../store/open';

/**
 * Checks that the data of a PostgreSQL database agree with each other. A fault is told by its gauge, which alarms, and in the log; the run
 * itself has then done its work. The marker says that all checks were made.
 */
export async function integrityCheck(context: JobContext): Promise<LogFields> {
  const reader = new SettingsReader(context.environment);
  const scope = { product: reader.text(jobSettings.product), environment: reader.text(jobSettings.environment) };
  const routine = reader.text(jobSettings.routine);
  const records = readRecordSettings(reader);
  const pushUrl = reader.text(jobSettings.pushUrl);
  const connection = readConnection(reader);
  reader.settled();

  const { environment, log, signal } = context;
  const session = await Session.open(connection, 'opskeep', signal);
  try {
    const checks = await integrityOf(session);
    for (const { name, faults } of checks) for (const fault of faults) log.error('fault', { check: name, message: fault });
    const gauges = checks.map(({ name, faults }) => ({
      metric: jobMetrics.integrityFailed,
      labels: { check: name },
      value: faults.length === 0 ? 0 : 1,
    }));
    await new Pushgateway(pushUrl, scope, `opskeep-${routine}`).publish(gauges, signal);
    const faults = checks.reduce((sum, check) => sum + check.faults.length, 0);
    await mark(routine, { faults }, openStore(records.bucket, environment), recordOptions(records, new Date(), signal));
    return { checks: checks.length, faults };
  } finally {
    session.close();
  }
}
