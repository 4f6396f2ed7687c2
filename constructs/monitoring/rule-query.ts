import type { RuleGroupRuleData } from '../../.gen/providers/grafana/rule-group';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { AlertTier, MetricScope, Signal } from '../../model/signal';
import { tierExpression } from '../../model/tier-expression';
import { graverTiers } from '../../model/tier-silence';
import { terraformJson } from '../terraform-text';
import type { DataSource } from './data-sources';

/** Seconds that a query looks back. Instant queries need none of it, but Grafana refuses an empty range. */
const lookback = 600;

/** Cloud Monitoring delivers points late; with less the newest point of a slow metric is missed. */
const googleLookback = 900;

/** The stage that decides. */
export const conditionRef = 'C';

/** What surrounds the query of one tier. */
export interface RuleQueryContext {
  readonly scope: MetricScope;
  readonly source: DataSource;
  /** All signals that have rules beside it, of which some tell the same faults. */
  readonly among: readonly Signal[];
  /** For findings. */
  readonly where: string;
}

/**
 * The stages of a rule: A asks the data source, B takes the last point where the source gives a series, C compares with the
 * limit. The limit stands in C and not in the query, so that an empty answer means missing data and nothing else.
 */
export function ruleData(signal: Signal, tier: AlertTier, { scope, source, among, where }: RuleQueryContext): RuleGroupRuleData[] {
  const expr = tierExpression(signal, tier, scope, among);
  switch (source.kind) {
    case 'prometheus': {
      return [query(source, lookback, { refId: 'A', expr, instant: true, range: false }), threshold('A', tier)];
    }
    case 'loki': {
      refuseHeldTiers(signal, tier, where);
      return [query(source, lookback, { refId: 'A', expr, queryType: 'instant' }), lastOf('A'), threshold('B', tier)];
    }
    case 'google': {
      const { project: projectName } = source;
      const model = {
        refId: 'A',
        queryType: 'promQL',
        promQLQuery: { projectName, expr, step: '60s' },
        // Without this key Grafana's backend ends in a nil pointer (grafana/grafana issue 128253).
        timeSeriesList: { projectName, filters: [], view: 'FULL' },
      };
      return [query(source, googleLookback, model), lastOf('A'), threshold('B', tier)];
    }
  }
}

/** "Has held for its duration" is a subquery, which LogQL does not have. */
function refuseHeldTiers(signal: Signal, tier: AlertTier, where: string): void {
  const held = graverTiers(signal, tier).filter((graver) => graver.for.seconds > 0);
  if (held.length > 0) {
    const given = `${tier.severity} beside ${held.map((graver) => `${graver.severity} for ${graver.for}`).join(', ')}`;
    reportFinding(messages.heldTierInLoki(where, given), undefined);
  }
}

interface QueryModel {
  readonly refId: string;
  readonly queryType?: string;
  readonly [field: string]: unknown;
}

function query(source: DataSource, from: number, model: QueryModel): RuleGroupRuleData {
  return {
    refId: model.refId,
    datasourceUid: source.uid,
    // Grafana copies it from the model; left out here it would be a difference in every plan.
    ...(model.queryType === undefined ? {} : { queryType: model.queryType }),
    relativeTimeRange: { from, to: 0 },
    model: terraformJson(model),
  };
}

const expressions = { type: '__expr__', uid: '__expr__' } as const;

function stage(model: QueryModel): RuleGroupRuleData {
  return { refId: model.refId, datasourceUid: expressions.uid, relativeTimeRange: { from: 0, to: 0 }, model: terraformJson(model) };
}

function lastOf(expression: string): RuleGroupRuleData {
  return stage({ refId: 'B', type: 'reduce', expression, reducer: 'last', settings: { mode: 'dropNN' }, datasource: expressions });
}

function threshold(expression: string, { limit }: AlertTier): RuleGroupRuleData {
  const evaluator = { type: limit.comparison === 'above' ? 'gt' : 'lt', params: [limit.value] };
  return stage({ refId: conditionRef, type: 'threshold', expression, datasource: expressions, conditions: [{ evaluator }] });
}
