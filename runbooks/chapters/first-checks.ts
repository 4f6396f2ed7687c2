import type { Probe } from '../../model/probe';
import type { Step } from '../../model/runbook';
import type { Signal } from '../../model/signal';
import { placeholder, type RunbookContext } from '../context';
import { inputVariable } from './shell-variables';
import { stepText } from './written';

/**
 * First checks of a signal as a runbook shows them. A command or a panel of what the product does not have, such as a database, is left
 * out: the text stands without it.
 * @param values what names in braces stand for, in every command of the runbook
 */
export function firstChecks(context: RunbookContext, signal: Signal, values: ReadonlyMap<string, string>): readonly string[] {
  const own = new Map([...values, ...ofProbe(context, signal), ...ofDataSource(context, signal)]);
  return signal.firstChecks.map((check) => stepText(context, known(context, check, own), own, signal.id));
}

function known({ main }: RunbookContext, { text, command, signal }: Step, values: ReadonlyMap<string, string>): Step {
  const names = [...(command?.code ?? '').matchAll(placeholder)].map(([, name = '']) => name);
  return {
    text,
    ...(command !== undefined && names.every((name) => values.has(name)) ? { command } : {}),
    ...(main.signals.some(({ id }) => id === signal) ? { signal } : {}),
  };
}

/** Address and healthy answer of the probe that the signal looks at. */
function ofProbe(context: RunbookContext, { probe: name }: Signal): readonly (readonly [string, string])[] {
  const probe = context.product.probes.find((one) => one.name === name);
  if (probe === undefined) return [];
  const host = probe.host.replace(placeholder, (_, input: string) => context.input(input) ?? `$${inputVariable(input)}`);
  return [
    ['probe-url', `${probe.tls ? 'https' : 'http'}://${host}${portOf(probe)}${probe.path}`],
    ['probe-host', host],
    ['probe-port', String(probe.port)],
    ['probe-status', String(probe.status)],
  ];
}

const portOf = ({ tls, port }: Probe): string => (port === (tls ? 443 : 80) ? '' : `:${port}`);

/** Where Grafana is, and what it calls the source that the signal is read from. */
function ofDataSource(context: RunbookContext, { dataSource }: Signal): readonly (readonly [string, string])[] {
  return [
    ['grafana', context.grafanaIsSet ? context.grafana : '$GRAFANA_URL'],
    ['data-source', context.value(`dataSources.${dataSource}`)],
  ];
}
