import type { Construct } from 'constructs';
import { type Finding, reportFinding } from '../../model/finding';
import { checkPagerDutyName } from '../../model/pagerduty-limits';

/** Reports what a check found. */
export function reportAll(findings: readonly Finding[]): void {
  for (const finding of findings) reportFinding(finding, undefined);
}

/** Gives the name back after its check; one that PagerDuty would refuse is a finding. */
export function pagerDutyName(scope: Construct, kind: string, name: string): string {
  reportAll(checkPagerDutyName(scope.node.path, kind, name));
  return name;
}
