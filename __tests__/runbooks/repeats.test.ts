import { pages, stackJson } from './generated';

interface Rule {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly notification_settings: { readonly contact_point: string; readonly repeat_interval: string };
}
interface Stack {
  readonly resource?: { readonly grafana_rule_group?: Readonly<Record<string, { readonly rule: readonly Rule[] }>> };
}

const rules = [...stackJson().values()].flatMap((stack) =>
  Object.values((stack as Stack).resource?.grafana_rule_group ?? {}).flatMap(({ rule }) => rule),
);

/** Minutes of `1d12h` as Grafana writes it, and of `36 h` as runbooks do. */
const minutes = (text: string): number =>
  [...text.matchAll(/(\d+) ?(d|h|min|m)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unit === 'd' ? 1440 : unit === 'h' ? 60 : 1),
    0,
  );

/** What the section of a rule says of its environment and contact point: how often the alert repeats. */
function repeatsIn({ labels, annotations, notification_settings: { contact_point: place } }: Rule): readonly number[] {
  const [, path = '', anchor = ''] = /\/([a-z-]+\.md)#(.+)$/.exec(annotations.runbook_url ?? '') ?? [];
  const [, section = ''] = (pages().get(`runbooks/${path}`) ?? '').split(`\n### ${anchor}\n`);
  return (section.split('\n### ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith(`| ${labels.environment} |`) && line.includes(`\`${place}\``))
    .map((line) => minutes(line.split(' | ').at(-1) ?? ''));
}

it('every alert repeats as often as its section says', () => {
  expect(rules.length).toBeGreaterThan(300);
  const told = rules.map((rule) => [rule.annotations.runbook_url, rule.labels.environment, [...new Set(repeatsIn(rule))]]);
  expect(told).toEqual(
    rules.map((rule) => [rule.annotations.runbook_url, rule.labels.environment, [minutes(rule.notification_settings.repeat_interval)]]),
  );
});
