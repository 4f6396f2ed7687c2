import { gigabytes, megabytes } from '../../model/bytes';
import { Duration } from '../../model/duration';
import type { DeclaredProduct, Slo } from '../../model/product';
import { environmentsOf, metricScope, type ProductEnvironment } from '../../model/product-environment';
import { Retention } from '../../model/retention';
import { Schedule } from '../../model/schedule';
import { archiveDrill, objective, postgres, postgresBackup, run, scheduledDrill, walArchive } from '../../model/vocabulary';

export const scope = metricScope('shop', 'production');

const source = postgres({ major: 15, database: 'shop' });
const daily = Retention.cycle('daily', 30);
const monthly = Retention.cycle('monthly', 12);

/** A product with everything that backup signals are made of. */
export function shop(cloud: 'aws' | 'google'): ProductEnvironment {
  const declared = {
    id: 'shop',
    name: 'shop',
    title: 'Shop',
    cloud,
    zone: 'UTC',
    environments: ['production'],
    components: [{ name: 'database', title: 'Database', meets: [] }],
    stores: [{ name: 'database', title: 'Database', meets: [] }],
    onCall: { catchAll: 'shop' },
    tiers: [daily, monthly],
    backups: [
      postgresBackup('database', source, {
        owner: 'database administrator',
        runs: [run(Schedule.every(Duration.hours(12), 'UTC'), daily), run(Schedule.monthly(1, '05:00', 'UTC'), monthly)],
        longestRun: Duration.hours(1),
        minimumSize: megabytes(100),
        expectedSize: gigabytes(20),
        carriesRpo: true,
        objectName: 'shop',
        drills: [
          scheduledDrill('weekly-restore', Schedule.weekly('monday', '18:00', 'UTC'), {
            title: 'Weekly restore',
            tier: daily,
            overdueAfter: Duration.days(8),
            atMost: Duration.minutes(30),
            warnAbove: Duration.minutes(24),
          }),
        ],
        alarmsMeet: ['S-ALERT-01'],
        failedAlarmMeets: ['S-ALERT-02'],
        runbookSeverity: 'standard',
      }),
    ],
    archives:
      cloud === 'aws'
        ? [
            walArchive(source, {
              store: 'database',
              owner: 'database administrator',
              archiveTimeout: Duration.minutes(5),
              uploadTime: Duration.minutes(1),
              fullBackup: Schedule.daily('03:00', 'UTC'),
              keepFullBackups: 30,
              longestRun: Duration.hours(2),
              minimumSize: megabytes(20),
              expectedSize: gigabytes(20),
              drill: archiveDrill('physical-restore', Schedule.weekly('monday', '20:00', 'UTC'), {
                title: 'Weekly restore from the archive',
                overdueAfter: Duration.days(8),
                atMost: Duration.minutes(30),
                warnAbove: Duration.minutes(24),
                meets: ['S-OBJ-01'],
              }),
              alarmsMeet: ['S-ALERT-04'],
              lag: { error: Duration.minutes(15), critical: Duration.minutes(45) },
              lagAlarmsMeet: ['S-ALERT-03'],
            }),
          ]
        : [],
    pointInTimeRecovery: [],
    objectives: [objective('database', { store: 'database', rpo: Duration.hours(24) })],
    duties: [],
    routines: [
      {
        name: 'report',
        title: 'Evening report',
        schedule: Schedule.daily('18:00', 'UTC'),
        command: ['report'],
        longestRun: Duration.minutes(10),
        missedAfter: Duration.hours(25),
        owner: 'lead',
        meets: ['S-RTN-01'],
      },
    ],
  };
  const [environment] = environmentsOf(declared as unknown as DeclaredProduct);
  if (environment === undefined) throw new Error('the fixture has no environment');
  return environment;
}

export const promise: Slo = { name: 'uptime', title: 'Uptime', component: 'app', objective: 0.999, meets: ['S-MET-01'] };
