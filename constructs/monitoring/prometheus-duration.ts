import type { Duration } from '../../model/duration';

const units = [
  { letter: 'w', seconds: 604_800, onlyWhole: true },
  { letter: 'd', seconds: 86_400, onlyWhole: false },
  { letter: 'h', seconds: 3600, onlyWhole: false },
  { letter: 'm', seconds: 60, onlyWhole: false },
  { letter: 's', seconds: 1, onlyWhole: false },
] as const;

/**
 * As Grafana prints the times of its notification settings: `30s`, `5m`, `1d`, `1d12h`, `1w`. Terraform compares them as text,
 * so that `24h` would be a difference in every plan.
 */
export function prometheusDuration(duration: Duration): string {
  let rest = duration.seconds;
  let text = '';
  for (const { letter, seconds, onlyWhole } of units) {
    if (onlyWhole && rest % seconds !== 0) continue;
    const count = Math.floor(rest / seconds);
    if (count > 0) text += `${count}${letter}`;
    rest -= count * seconds;
  }
  return text === '' ? '0s' : text;
}
