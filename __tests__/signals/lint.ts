/** What makes an alert expression wrong although it is PromQL. */
export function mistakesIn(promql: string): string[] {
  const mistakes: string[] = [];
  // `count` of nothing is no series, not 0, so it can never be less than anything.
  if (/\bcount\b(?![\s\S]*or vector\(0\))[\s\S]*(<\s*(bool\s*)?1(?!\d)|==\s*(bool\s*)?0(?!\.?\d))\s*$/.test(promql))
    mistakes.push('a count that can never fire: no series is no answer');
  for (const { metric, matchers } of selectorsIn(promql)) {
    if (isGoogles(metric)) {
      if (!/monitored_resource="/.test(matchers)) mistakes.push(`${metric}: no monitored_resource`);
      if (/(^|,)product=/.test(matchers)) mistakes.push(`${metric}: Google's own series have no product`);
    } else if (!/(^|,)product="/.test(matchers) || !/(^|,)environment="/.test(matchers)) {
      mistakes.push(`${metric}: not limited to its product environment`);
    }
    if (/\$/.test(matchers)) mistakes.push(`${metric}: a dashboard variable, which alerts do not know`);
  }
  for (const metric of bareMetricsIn(promql)) mistakes.push(`${metric}: not limited to its product environment`);
  if (/\$__/.test(promql)) mistakes.push('an interval of dashboards, which alerts do not know');
  for (const [, counter] of withoutStrings(promql).matchAll(/\b([a-z_:]+_total)\{/g)) {
    if (!new RegExp(`(rate|increase|absent|absent_over_time)\\(${counter}\\{`).test(promql))
      mistakes.push(`${counter}: a counter without rate or increase`);
  }
  return mistakes;
}

const isGoogles = (metric: string): boolean => metric.includes('_googleapis_com:') && !metric.startsWith('custom_');

const selectorsIn = (promql: string): { readonly metric: string; readonly matchers: string }[] =>
  [...promql.matchAll(/([a-zA-Z_:][\w:]*)\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}/g)].map(([, metric = '', matchers = '']) => ({
    metric,
    matchers,
  }));

const withoutStrings = (promql: string): string => promql.replace(/"(?:[^"\\]|\\.)*"/g, '""');

const words = new Set(['and', 'or', 'unless', 'bool', 'offset', 'by', 'on', 'group_left', 'ignoring', 'without', 'Inf', 'NaN']);

/** Names that are neither a function, a keyword, a label nor followed by matchers. */
function bareMetricsIn(promql: string): string[] {
  const rest = withoutStrings(promql)
    .replace(/\b(by|on|ignoring|without|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/offset \d+[smhdw]/g, ' ');
  return [...rest.matchAll(/[a-zA-Z_:][\w:]*(?!\s*[({\w:])/g)].map(([name]) => name).filter((name) => !words.has(name));
}
