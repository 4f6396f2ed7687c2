import { gigabytes, megabytes } from '../../model/bytes';
import { Duration } from '../../model/duration';
import { product } from '../../model/product';
import { Retention } from '../../model/retention';
import { Schedule } from '../../model/schedule';
import { above, below, percent } from '../../model/signal';
import { UTC } from '../../model/time-zone';
import {
  atMinute,
  channel,
  component,
  dashboard,
  email,
  escalation,
  objective,
  pagerduty,
  person,
  postgres,
  postgresBackup,
  probe,
  rota,
  row,
  rowsIn,
  run,
  scheduledDrill,
  store,
} from '../../model/vocabulary';
import { postgres as database, host, http, probe as outside, security } from '../../signals';

/** Shop: an application and its PostgreSQL on AWS. */
export const shop = product('shop', () => {
  const lead = person('team-lead', 'Team lead');
  const engineer = person('engineer', 'On-call engineer');
  const onCall = rota('on-call', 'Shop on-call', { zone: UTC, members: [engineer] });
  const chain = escalation([atMinute(0, [onCall]), atMinute(15, [lead])]);
  const daily = Retention.cycle('daily', 30);
  const app = { component: 'app' } as const;
  const data = { component: 'database' } as const;
  const tenMinutes = Duration.minutes(10);
  return {
    title: 'Shop',
    cloud: 'aws',
    zone: UTC,
    owner: 'team-lead',
    dataClass: 'personal',
    environments: ['production'],
    components: [component('app', 'Application'), component('database', 'PostgreSQL')],
    stores: [store('database', 'PostgreSQL')],
    probes: [probe('health', { ...app, host: 'shop.example.com', path: '/health' })],
    tiers: [daily],
    backups: [
      postgresBackup('database', postgres({ major: 15, database: 'shop' }), {
        owner: 'team-lead',
        runs: [run(Schedule.cron('0 2,8,14,20 * * *', UTC), daily)],
        objectName: 'shop',
        longestRun: Duration.minutes(30),
        minimumSize: megabytes(1),
        expectedSize: gigabytes(10),
        carriesRpo: true,
        drills: [
          scheduledDrill('weekly-restore', Schedule.weekly('sunday', '06:00', UTC), {
            title: 'Weekly restore',
            tier: daily,
            overdueAfter: Duration.days(8),
            checks: [rowsIn('orders', 1)],
          }),
        ],
      }),
    ],
    objectives: [
      objective('database', {
        store: 'database',
        rpo: Duration.hours(24),
        rto: Duration.hours(2),
        restore: {
          by: 'pg_restore of the newest verified dump',
          size: gigabytes(10),
          bytesPerSecond: megabytes(40),
          provisioning: Duration.minutes(10),
          verification: Duration.minutes(15),
          clientSwitch: Duration.minutes(5),
        },
      }),
    ],
    channels: [
      channel('critical', 'team-lead', [pagerduty()]),
      channel('error', 'team-lead', [pagerduty()]),
      channel('warning', 'team-lead', [email('{team_lead_email}')]),
      channel('info', 'team-lead', [email('{team_lead_email}')]),
    ],
    onCall: { team: 'Shop', people: [engineer, lead], rotas: [onCall], escalations: { critical: chain, error: chain }, catchAll: 'app' },
    dashboards: [
      dashboard('overview', 'Shop overview', [
        row(
          'Service',
          outside.failingRegions({
            ...app,
            probe: 'health',
            tiers: { critical: above(1).for(Duration.minutes(1)).meets('OM-ALERT-01') },
          }),
          http.criticalOperationErrorRatio({
            ...app,
            routes: ['/api/orders', '/api/login'],
            tiers: { critical: above(percent(5)).for(Duration.minutes(5)).meets('OM-ALERT-03') },
          }),
          http.errorRatio({ ...app, tiers: { warning: above(percent(1)).for(tenMinutes).meets('OM-ALERT-06') } }),
          http.latency({ ...app, tiers: { warning: above(5).for(tenMinutes).meets('OM-ALERT-05') } }),
          security.breach({ ...app, tiers: { critical: above(0).meets('OM-ALERT-04') } }),
        ),
        row(
          'Servers and database',
          host.disk({ ...app, tiers: { warning: above(percent(90)).for(Duration.minutes(5)).meets('OM-ALERT-07') } }),
          host.memory({ ...app, tiers: { warning: above(percent(90)).for(Duration.minutes(5)).meets('OM-ALERT-08') } }),
          database.up({ ...data, tiers: { critical: below(1).for(Duration.minutes(1)).meets('OM-ALERT-02') } }),
        ),
      ]),
    ],
  };
});
