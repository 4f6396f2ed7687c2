import { heartbeatChannel } from '../../signals/dead-man-switch';
import { renderProducts, resources } from '../support/rendered';
import { pages } from './generated';

interface Rule {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly notification_settings: { readonly contact_point: string; readonly mute_timings?: readonly string[] };
}

const whole = renderProducts();

const rulesOf = (stack: string): readonly Rule[] =>
  resources(whole, 'grafana_rule_group')
    .filter((group) => group.stack === stack)
    .flatMap(({ block }) => block['rule'] as Rule[]);

/** Steps that tell to silence alerts, with the matchers that they name: label, operator and value. */
const silences = [...pages()].flatMap(([path, page]) =>
  page
    .split('\n')
    .filter((line) => /^\d+\. .*\bsilence\b.*`severity=/.test(line))
    .map((line) => ({
      path,
      matchers: [...line.matchAll(/`([a-z_]+)(=~?|!~)([^`]+)`/g)].map(([, label = '', operator, value = '']) => ({
        label,
        operator,
        value,
      })),
    })),
);

describe.each(silences)('the silence for a planned downtime in $path', ({ matchers }) => {
  const value = (label: string): string | undefined => matchers.find((matcher) => matcher.label === label)?.value;
  const all = rulesOf(`${value('product')}-${value('environment')}-monitoring`);
  // As Grafana reads matchers: all of them hold, and an expression is that of the whole value.
  const muted = all.filter(({ name, labels: ownLabels }) => {
    const labels = { ...ownLabels, alertname: name } as Readonly<Record<string, string>>;
    return matchers.every(({ label, operator, value: wanted }) =>
      operator === '=' ? labels[label] === wanted : new RegExp(`^(?:${wanted})$`).test(labels[label] ?? '') === (operator === '=~'),
    );
  });

  it('mutes just what the standing windows mute, where there are any', () => {
    const byWindow = all.filter(({ notification_settings: { mute_timings: timings = [] } }) => timings.length > 0).map(({ name }) => name);
    expect(byWindow.length === 0 ? [] : muted.map(({ name }) => name)).toEqual(byWindow);
  });

  it('mutes warnings of its one environment', () => {
    expect(muted.length).toBeGreaterThan(0);
    expect(new Set(muted.map(({ labels }) => labels['severity']))).toEqual(new Set(['warning']));
  });

  it('lets the heartbeat pass, whose silence pages', () => {
    const heartbeats = all.filter(({ notification_settings: { contact_point: place } }) => place.endsWith(`-${heartbeatChannel}`));
    expect(heartbeats).toHaveLength(1);
    expect(muted).not.toEqual(expect.arrayContaining(heartbeats));
  });

  it('lets every alarm on copies and drills pass', () => {
    const ofCopies = all.filter((rule) => /opskeep_backup_(?!routine)/.test(JSON.stringify(rule))).map(({ name }) => name);
    expect(ofCopies.length).toBeGreaterThan(5);
    expect(muted.map(({ name }) => name).filter((name) => ofCopies.includes(name))).toEqual([]);
  });
});

it('life-manager has such a silence and no standing window, and AlloDoc has both', () => {
  expect(silences.map(({ path }) => path)).toEqual(expect.arrayContaining(['runbooks/life-manager.md', 'runbooks/allodoc.md']));
  expect(resources(whole, 'grafana_mute_timing').filter(({ stack }) => stack.startsWith('life-manager-'))).toEqual([]);
});
