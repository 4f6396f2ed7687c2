import { Duration } from '../../model/duration';
import type { Product } from '../../model/product';
import { Schedule } from '../../model/schedule';
import { severities } from '../../model/severity';
import type { MetricScope } from '../../model/signal';

/** Requirements that a declared thing names, what it is called, and its figures. */
export type DeclaredFigures = readonly [meets: string, thing: string, figures: string];

type Fields = Readonly<Record<string, unknown>>;

/** Texts that are figures, by the name of their field; of all others only numbers, durations and schedules are. */
const figureTexts = ['weekday', 'from', 'to', 'zone', 'days', 'response', 'bound', 'storageClass', 'allowed'];

/** Fields without a figure, and those that refer to a thing which has a row of its own. */
const without = ['tier', 'notify', 'members', 'measuredBy', 'meets', 'alarmsMeet', 'runbook', 'contents', 'parts', 'labels'];

/**
 * Every figure of a declaration that carries a requirement, in the order in which they are declared. What names no requirement is an
 * assumption of ours and not here.
 */
export function declaredFigures({ name, evaluate }: Product): readonly DeclaredFigures[] {
  const { declaration } = evaluate();
  if (declaration === undefined) throw new Error(`${name} cannot be evaluated`);
  const rows = Object.entries(declaration).flatMap(([field, value]) => rowsOf(value, field, ''));
  // A signal may stand on several dashboards, and a drill may rehearse several backups.
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

function rowsOf(value: unknown, field: string, parent: string): readonly DeclaredFigures[] {
  if (Array.isArray(value)) return value.flatMap((entry) => rowsOf(entry, field, parent));
  if (!isFields(value) || without.includes(field)) return [];
  const thing = titleOf(value, field, parent);
  const figures = isOwner(value) ? figuresOf(value) : [];
  const own: readonly DeclaredFigures[] = figures.length === 0 ? [] : [[idsOf(value).join(', '), thing, figures.join(', ')]];
  return [...own, ...Object.entries(value).flatMap(([inner, entry]) => rowsOf(entry, inner, field === 'dashboards' ? '' : thing))];
}

function titleOf(value: Fields, field: string, parent: string): string {
  const name = value['name'] ?? value['id'] ?? value['severity'] ?? value['service'];
  const isTier = severities.some((severity) => severity === name);
  return typeof name === 'string' && !isTier ? name : `${parent} ${name ?? field}`.trim();
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !(value instanceof Duration) && !(value instanceof Schedule);

/** The limits of a backup are those of its alarms. */
const idsOf = ({ meets, alarmsMeet }: Fields): readonly unknown[] => [meets, alarmsMeet].flatMap((ids) => (Array.isArray(ids) ? ids : []));
const isOwner = (thing: Fields): boolean => idsOf(thing).length > 0;

const scope: MetricScope = { product: 'product', environment: 'environment', match: (...matchers) => `{${matchers.join()}}` };

/** What a query compares with, how many it lists, and the size that it takes a share of; conversions of units are smaller. */
const comparisons = (query: string): readonly string[] =>
  [...query.matchAll(/([<>]=?|topk|[*/](?= \d{7}))[ (]([1-9]\d*)/g)].map(([, operator, figure]) => `${operator} ${figure}`);

/** The values of which a query takes any, e.g. the paths of disks. */
const alternatives = (query: string): readonly string[] => [
  ...new Set(
    [...query.matchAll(/(\w+)=~"([^"]*\|[^"]*)"/g)].map(([, label = '', values = '']) => `${label} ${values.replaceAll('|', ' ')}`),
  ),
];

/** The figures of a thing, but for those of its parts that have a row of their own. */
function figuresOf(thing: Fields): readonly string[] {
  return Object.entries(thing).flatMap(([field, value]) => figureOf(field, value));
}

function figureOf(field: string, value: unknown): readonly string[] {
  if (without.includes(field)) return [];
  if (typeof value === 'number' || value instanceof Duration || value instanceof Schedule) return [`${field} ${value}`];
  if (field === 'expression' && typeof value === 'function') {
    const query = value(scope);
    return [...comparisons(query), ...alternatives(query)];
  }
  if (typeof value === 'string') return figureTexts.includes(field) ? [`${field} ${value}`] : [];
  if (Array.isArray(value)) return value.filter((entry) => !isFields(entry) || !isOwner(entry)).flatMap((entry) => figureOf(field, entry));
  if (!isFields(value) || isOwner(value)) return [];
  if ('comparison' in value) return [`${value['comparison']} ${value['value']}`];
  return figuresOf(value).map((figure) => `${field}.${figure}`);
}
