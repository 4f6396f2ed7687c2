import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { RuleGroup, type RuleGroupRule } from '../../.gen/providers/grafana/rule-group';
import { evaluationIntervals } from '../../model/alert-timing';
import type { Duration } from '../../model/duration';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { PanelLink } from '../../model/monitoring-names';
import { checkUnique, slugName } from '../../model/names';
import { contactPointOf, type ProductEnvironment } from '../../model/product-environment';
import type { AlertTier, Signal } from '../../model/signal';
import { recordMeets } from '../coverage';
import type { AlertDestination } from './alert-destination';
import { alertRule } from './alert-rule';
import { type DataSources, dataSourceOf } from './data-sources';
import type { MonitoringFolder } from './monitoring-folder';
import type { MuteTiming } from './mute-timing';

/** Signals of one concern, evaluated together. */
export interface AlertGroup {
  /** Unique in the product environment, e.g. `http`; the name in Grafana is `<product>-<environment>-<name>`. */
  readonly name: string;
  /** Signals without tiers are panels alone and make no rule. */
  readonly signals: readonly Signal[];
  /** A multiple of 10 s. @default every minute */
  readonly interval?: Duration;
  /** How often an alert is told again while it holds. @default as the contact point says */
  readonly repeat?: Duration | undefined;
}

export interface AlertRulesProps {
  readonly environment: ProductEnvironment;
  readonly folder: MonitoringFolder;
  readonly groups: readonly AlertGroup[];
  readonly dataSources: DataSources;
  /** Every contact point that a tier may go to, see `contactPointOf`. */
  readonly destinations: readonly AlertDestination[];
  /** They mute warning and info tiers of mutable signals, nothing else. @default none */
  readonly muteTimings?: readonly MuteTiming[];
  /** Where runbooks are published: a URL without a slash at its end. */
  readonly runbookBase: string;
  /** The panel of each signal, see `panelLinks`. @default alerts lead to no panel */
  readonly panels?: ReadonlyMap<string, PanelLink>;
}

/**
 * The alert rules of a product environment: a rule for each tier of each signal, a rule group for each concern. Rules choose
 * their contact point themselves; the notification policy, of which an organisation has one, is left alone.
 */
export class AlertRules extends Construct {
  /** Uids of all rules, in order. */
  readonly ruleUids: readonly string[];
  private readonly signals: readonly Signal[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlertRulesProps,
  ) {
    super(scope, id);
    this.signals = props.groups.flatMap((group) => group.signals);
    const rules = props.groups.flatMap((group) => this.ruleGroup(group));
    this.ruleUids = rules.map(({ uid = '' }) => uid);
    const { place } = props.environment;
    const findings = [
      ...checkUnique(place, 'alert rule uid', this.ruleUids),
      ...checkUnique(
        place,
        'alert rule',
        rules.map(({ name }) => name),
      ),
      ...checkUnique(
        place,
        'alert group',
        props.groups.map(({ name }) => name),
      ),
    ];
    for (const finding of findings) reportFinding(finding, undefined);
  }

  private ruleGroup(group: AlertGroup): readonly RuleGroupRule[] {
    const tiers = group.signals.flatMap((signal) => signal.tiers.map((tier) => ({ signal, tier })));
    const rules = tiers.map(({ signal, tier }) => this.rule(signal, tier, group));
    // Two groups of one name are a finding already; cdktf would stop at them before it is printed.
    if (rules.length === 0 || this.node.tryFindChild(group.name) !== undefined) return rules;
    const { environment, folder, destinations, muteTimings = [] } = this.props;
    const interval = group.interval ?? evaluationIntervals.standard;
    const resource = new RuleGroup(this, slugName('alert group', group.name), {
      name: `${environment.id}-${group.name}`,
      folderUid: folder.uid,
      intervalSeconds: this.checkedInterval(group.name, interval).seconds,
      disableProvenance: false,
      rule: rules,
      dependsOn: this.named(rules, [...destinations, ...muteTimings]),
    });
    recordMeets(resource, [...new Set(tiers.flatMap(({ tier }) => tier.meets))]);
    return rules;
  }

  private rule(signal: Signal, tier: AlertTier, group: AlertGroup): RuleGroupRule {
    const { environment, dataSources, destinations, muteTimings = [], runbookBase, panels } = this.props;
    const where = `${environment.place} / ${signal.id}`;
    const contactPoint = contactPointOf(environment, tier.severity, tier.channel);
    const destination = destinations.find(({ name }) => name === contactPoint);
    if (destination === undefined) {
      reportFinding(
        messages.unknownName(
          where,
          'contact point',
          contactPoint,
          destinations.map(({ name }) => name),
        ),
        undefined,
      );
    }
    const wholeSeconds = Number.isInteger(tier.for.seconds);
    if (!wholeSeconds) reportFinding(messages.badAlertTiming(where, `for ${tier.for}`, 'whole seconds'), undefined);
    return alertRule(signal, tier, {
      environment,
      source: dataSourceOf(dataSources, signal.dataSource, where),
      contactPoint,
      repeat: this.checkedRepeat(where, group.repeat ?? destination?.repeat ?? evaluationIntervals.slow),
      muteTimings: muteTimings.map(({ name }) => name),
      runbookBase,
      panel: panels?.get(signal.id),
      among: this.signals,
      where,
    });
  }

  private checkedInterval(group: string, interval: Duration): Duration {
    const usable = interval.seconds > 0 && interval.seconds % 10 === 0;
    const where = `${this.props.environment.place} / ${group}`;
    return usable
      ? interval
      : reportFinding(messages.badAlertTiming(where, `evaluated every ${interval}`, 'a multiple of 10 s'), evaluationIntervals.standard);
  }

  private checkedRepeat(where: string, repeat: Duration): Duration {
    const usable = repeat.seconds > 0 && Number.isInteger(repeat.seconds);
    return usable
      ? repeat
      : reportFinding(messages.badAlertTiming(where, `told again every ${repeat}`, 'whole seconds, at least 1'), evaluationIntervals.slow);
  }

  /** What the rules name by its literal name, so that Terraform knows the order. */
  private named(rules: readonly RuleGroupRule[], candidates: readonly (AlertDestination | MuteTiming)[]): ITerraformDependable[] {
    const names = rules.flatMap(({ notificationSettings: settings }) => [settings?.contactPoint, ...(settings?.muteTimings ?? [])]);
    return candidates.filter(({ name }) => names.includes(name)).map(({ resource }) => resource);
  }
}
