import { Schedule, type ScheduleLayerRestriction } from '@cdktf/provider-pagerduty/lib/schedule';
import { Construct } from 'constructs';
import type { Rota } from '../../model/on-call';
import { daysFromMonday, weeklyWindows } from '../../model/on-call-hours';
import { checkRota } from '../../model/pagerduty-limits';
import { pagerDutyZone } from '../../model/pagerduty-zones';
import { timeOfDay } from '../../model/schedule';
import { instantsOf } from '../../model/time-zone';
import { recordMeets } from '../coverage';
import type { People } from './people';
import { pagerDutyName, reportAll } from './report';
import type { Team } from './team';

export interface RotaScheduleProps {
  readonly rota: Rota;
  /** Unique in the PagerDuty account. */
  readonly name: string;
  readonly team: Team;
  readonly people: People;
  /** Id of a schedule that people keep by hand; asked for external rotas only. */
  readonly externalId: (rota: Rota) => string;
}

/** PagerDuty moves a start in the past to now and shows no difference later; one computed from today would differ at every plan. */
const layerStart = '2024-01-01T00:00:00Z';

/** The Monday from which turns are counted. */
const firstHandOff = { year: 2024, month: 1, day: 1 };

/** Time of day at which an unrestricted rota is handed over, when both people are awake. A restricted one begins with its hours. */
const handOffAt = '09:00';

/**
 * The schedule of a rota: one layer that turns on Mondays, with a weekly restriction for each day of a restricted rota.
 * An external rota makes no resource and only brings its id.
 */
export class RotaSchedule extends Construct {
  /** Id in PagerDuty. */
  readonly id: string;
  readonly rota: Rota;

  constructor(scope: Construct, id: string, props: RotaScheduleProps) {
    super(scope, id);
    this.rota = props.rota;
    this.id = props.rota.external ? props.externalId(props.rota) : this.declare(props);
  }

  private declare({ rota, name, team, people }: RotaScheduleProps): string {
    reportAll(checkRota(this.node.path, rota));
    const handOff =
      instantsOf({ ...firstHandOff, ...timeOfDay(rota.hours?.from ?? handOffAt) }, rota.zone)[0] ?? Date.parse(layerStart) / 1000;
    const restriction = restrictionsOf(rota);
    const schedule = new Schedule(this, 'schedule', {
      name: pagerDutyName(this, 'schedule', name),
      description: rota.title,
      timeZone: pagerDutyZone(this.node.path, rota.zone),
      teams: [team.id],
      layer: [
        {
          name: rota.name,
          start: layerStart,
          rotationVirtualStart: new Date(handOff * 1000).toISOString().replace('.000', ''),
          rotationTurnLengthSeconds: rota.turn.seconds,
          users: rota.members.map((member) => people.userId(member)),
          ...(restriction.length === 0 ? {} : { restriction }),
        },
      ],
    });
    recordMeets(schedule, rota.meets);
    return schedule.id;
  }
}

function restrictionsOf(rota: Rota): ScheduleLayerRestriction[] {
  if (rota.hours === undefined) return [];
  const two = (value: number): string => String(value).padStart(2, '0');
  return weeklyWindows(rota.hours).map(({ day, from, duration }) => ({
    type: 'weekly_restriction',
    startDayOfWeek: daysFromMonday.indexOf(day) + 1,
    startTimeOfDay: `${two(from.hour)}:${two(from.minute)}:00`,
    durationSeconds: duration.seconds,
  }));
}
