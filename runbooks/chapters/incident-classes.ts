import type { IncidentClass, IncidentSource } from '../../model/on-call';
import { pages, type Severity, severities } from '../../model/severity';
import type { RunbookContext } from '../context';
import { code, table } from '../markdown';
import { meetsOf, ofKinds, type Section, unique } from '../section';

const gravestFirst: readonly Severity[] = [...severities].reverse();

const sourceText: Readonly<Record<IncidentSource, string>> = {
  runbook: 'runbook',
  assumed: 'assumed',
  inherited: 'assumed, inherited from the operations manual',
};

/** The classes with their response times, and how severities of alerts map to them. */
export function incidentClasses(context: RunbookContext): Section {
  const { product } = context;
  const classes = [...product.incidentClasses].sort((a, b) => gravestFirst.indexOf(a.severity) - gravestFirst.indexOf(b.severity));
  return {
    title: 'Incident classes',
    meets: meetsOf(classes),
    body: table(
      ['Class', 'Response', 'First person told within', 'Last level told within', 'Causes', 'Source'],
      classes.map((each) => [
        each.name,
        each.response,
        each.tellWithin === undefined ? 'nobody is paged' : each.tellWithin.seconds === 0 ? 'at once' : each.tellWithin.toString(),
        each.reachLastLevelWithin?.toString() ?? '-',
        each.causes.join('; ') || '-',
        sourceText[each.source],
      ]),
    ),
    sections: [...phases(classes), severityMapping(context, classes)],
  };
}

function phases(classes: readonly IncidentClass[]): readonly Section[] {
  const rows = classes.flatMap(({ name, phases: each }) => each.map((phase) => [name, phase.bound, phase.name]));
  const withPhases = classes.filter((each) => each.phases.length > 0);
  return rows.length === 0
    ? []
    : [{ title: 'Phases of an incident', meets: meetsOf(withPhases), body: table(['Class', 'Time', 'What happens'], rows) }];
}

/** Both scales side by side: the severity that alerts carry, the class, and the word that the alert list of the runbook uses. */
function severityMapping({ product, main }: RunbookContext, classes: readonly IncidentClass[]): Section {
  const tiers = main.signals.flatMap((signal) => signal.tiers);
  const rows = gravestFirst.map((severity) => {
    const words = unique(tiers.filter((tier) => tier.severity === severity).flatMap((tier) => tier.runbookSeverity ?? []));
    const names = classes.filter((each) => each.severity === severity).map(({ name }) => name);
    return [code(severity), names.join(', ') || '-', words.map((word) => `"${word}"`).join(', ') || '-', pages(severity) ? 'yes' : 'no'];
  });
  return {
    title: 'Severities and classes',
    meets: unique([...meetsOf(classes), ...ofKinds(product.meets.monitoring, 'alert', 'incident-class')]),
    body: [
      `Alerts carry one of four severities. Where the alert list of the source runbook uses a word of its own, it stands beside; the class decides the response. "Wakes somebody" holds in environments that page${product.environments.length > 1 ? ', see [Environments](#environments)' : ''}.`,
      ...table(['Severity of the alert', 'Incident class', 'Words in the alert list', 'Wakes somebody'], rows),
    ],
  };
}
