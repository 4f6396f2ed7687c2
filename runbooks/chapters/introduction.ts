import { isActive } from '../../model/product';
import type { RunbookText } from '../../model/runbook';
import type { RunbookContext } from '../context';
import { bullets, code, table } from '../markdown';
import { meetsOf, type Section } from '../section';
import { shellVariables } from './shell-variables';

/** What stands above the chapters: what this is, whose it is, and how old. */
export function headerBlocks(context: RunbookContext, text: RunbookText | undefined): readonly string[] {
  const { product, grafana, grafanaIsSet } = context;
  const rows = [
    ...(text?.header ?? []).map(({ label, value }) => [label, value]),
    ['Owner of what nobody else owns', context.roleTitle(product.owner)],
    ['Cloud', product.cloud === 'aws' ? 'Amazon Web Services' : 'Google Cloud'],
    ...(isActive(product) ? [] : [['State', `**${product.state}**: see [What is left](#what-is-left)`]]),
    ['Environments', product.environments.join(', ')],
    ['Time zone of all clock times', `${product.zone}${product.zoneAssumed ? ' (assumed)' : ''}`],
    ['Class of the data', product.dataClass],
    ['Grafana', grafanaIsSet ? grafana : `${grafana} (an example: ${code('grafana.url')} is not set)`],
  ];
  return table(['What', 'Value'], rows);
}

/** How to read the runbook and what to have at hand for its other chapters. */
export function howToUse(context: RunbookContext, chapters: readonly Section[]): Section {
  const { product, main } = context;
  const { environment } = main;
  const other = product.environments.find((name) => name !== environment.environment);
  return {
    title: 'How to use this runbook',
    meets: meetsOf(product.inputs),
    body: [
      ...bullets([
        'An alert links to its section under [Alerts](#alerts): first checks, what mends it, who is next.',
        'Something is wrong without an alert: find its class under [Incident classes](#incident-classes), then its section.',
        'Data is lost or damaged: go to [Restore](#restore) at once.',
        `Commands name ${environment.environment}.${other === undefined ? '' : ` Elsewhere, replace ${code(environment.id)} by ${code(`${product.id}-${other}`)}, for example.`}`,
        'Figures marked "assumed" are ours, because the source runbook is silent.',
        ...product.inputs
          .slice(0, 1)
          .map(({ name }) => `A name in braces, such as ${code(`{${name}}`)}, is an input that settings have not given yet.`),
        'Telephone numbers stand nowhere in this project: they are in PagerDuty.',
      ]),
      ...shellVariables(context, chapters),
    ],
  };
}
