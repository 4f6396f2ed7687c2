import { type Check, note } from './check';
import type { StackNeeds } from './needs';

/** Most resource policies of CloudWatch Logs in a region of an account (AWS); the limit cannot be raised. */
const logPolicies = 10;

/** Limits of the vendors that a first deployment meets, with how near it comes. */
export function noteLimits(needs: readonly StackNeeds[]): readonly Check[] {
  const uses = (provider: string): boolean => needs.some(({ providers }) => providers.has(provider));
  const backups = needs.filter(({ stack, providers }) => providers.has('aws') && stack.endsWith('-backup')).length;
  return [
    ...(backups === 0
      ? []
      : [
          note(
            'CloudWatch Logs',
            `a region of an account holds ${logPolicies} resource policies; these stacks add ${backups}. See what is there: aws logs describe-resource-policies`,
          ),
        ]),
    ...(uses('pagerduty')
      ? [
          note(
            'PagerDuty',
            'event orchestrations that route to services need a plan that has them; a smaller plan refuses the on-call stacks with 402 or 403',
          ),
        ]
      : []),
  ];
}
