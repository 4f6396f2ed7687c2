/** What Grafana refuses although its schema allows it. */
import type { ConfigProblems } from './provider';
import { type ObjectValue, UNKNOWN } from './values';

const NO_DATA_STATES = ['Alerting', 'KeepLast', 'NoData', 'OK'];
const EXEC_ERR_STATES = ['Alerting', 'Error', 'KeepLast', 'OK'];
const DURATION = /^(\d+(ns|us|ms|s|m|h|d|w))+$/;
/** Grafana stores uids in a column of this width. */
const UID = /^[A-Za-z0-9_-]{1,40}$/;

export const grafanaProblems: ConfigProblems = (typeName, config) => {
  switch (typeName) {
    case 'grafana_dashboard':
      return problemsOf([['config_json', config.config_json, isJsonObject, 'a JSON object']]);
    case 'grafana_folder':
      return problemsOf([['uid', config.uid, matches(UID), 'at most 40 letters, digits, "-" and "_"']]);
    case 'grafana_rule_group':
      return objects(config.rule).flatMap(ruleProblems);
    default:
      return [];
  }
};

type Check = readonly [field: string, value: unknown, accepts: (value: string) => boolean, allowed: string];

function ruleProblems(rule: ObjectValue): readonly string[] {
  const inRule = problemsOf([
    ['uid', rule.uid, matches(UID), 'at most 40 letters, digits, "-" and "_"'],
    ['for', rule.for, matches(DURATION), 'a duration such as 5m or 1h30m'],
    ['keep_firing_for', rule.keep_firing_for, matches(DURATION), 'a duration such as 5m or 1h30m'],
    ['no_data_state', rule.no_data_state, (state) => NO_DATA_STATES.includes(state), NO_DATA_STATES.join(', ')],
    ['exec_err_state', rule.exec_err_state, (state) => EXEC_ERR_STATES.includes(state), EXEC_ERR_STATES.join(', ')],
  ]);
  const inQueries = objects(rule.data).flatMap((query) => problemsOf([['model', query.model, isJsonObject, 'a JSON object']]));
  return [...inRule, ...inQueries].map((problem) => `rule ${JSON.stringify(rule.name)}: ${problem}`);
}

/** Values that are absent or not known yet are nobody's problem. */
function problemsOf(checks: readonly Check[]): readonly string[] {
  return checks
    .filter(([, value, accepts]) => typeof value === 'string' && !accepts(value))
    .map(([field, value, , allowed]) => `${field} is ${JSON.stringify(value)}, allowed: ${allowed}`);
}

function objects(value: unknown): readonly ObjectValue[] {
  return value === UNKNOWN || value === null || value === undefined ? [] : (value as readonly ObjectValue[]);
}

function matches(pattern: RegExp): (value: string) => boolean {
  return (value) => pattern.test(value);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
