import { at, error, note, warning } from './facts';

/** Whether alerts are as the runbooks ask, and end at somebody once. */
export const alertingMessages = {
  pagesTwice: (where: string, fault: string, signal: string) =>
    error(
      'pages-twice',
      where,
      'one signal pages twice for one fault',
      `${signal}, when ${fault}`,
      'one tier that pages for any figure: a graver one silences a milder one only when it fires no later',
      'give the graver tier the shorter duration, or let the milder one page nobody',
    ),

  pagesMoreThanOnce: (where: string, rules: readonly string[]) =>
    warning(
      'pages-more-than-once',
      where,
      'one fault pages more than once',
      rules.join(', '),
      'one rule that pages: the one nearest to the cause, which no other may be faster than',
      'name the cause in `causes` of the signals that follow from it, give them no shorter duration, let them warn, or waive it with a reason',
    ),

  orphanContactPoint: (where: string) =>
    warning(
      'orphan-contact-point',
      where,
      'a contact point that no alert goes to',
      'no tier of a signal names it, and it meets no requirement',
      'a channel of a severity, or one that a tier goes to',
      'send a tier there with .to(...), or remove the channel',
    ),

  alertReachesNobody: (where: string, given: string, allowed: string, mend: string) =>
    error('alert-reaches-nobody', where, 'an alert that ends at no human being', given, allowed, mend),

  responseTooLate: (where: string, given: string, allowed: string) =>
    error(
      'response-too-late',
      where,
      'a person is told later than the incident class promises',
      given,
      allowed,
      'move the first escalation step forward or notify two targets at once',
    ),

  coverageHole: (where: string, given: string) =>
    error(
      'on-call-hole',
      where,
      'an hour of the week with fewer than two levels to call',
      given,
      'at least two reachable levels at every hour',
      'remove the restriction of the rota or add a level that is always reachable',
    ),

  baselineUncovered: (where: string, given: string) =>
    error(
      'baseline-uncovered',
      where,
      'a baseline alert that the product neither has, overrides nor excludes',
      given,
      'an alert that meets it, an entry in baseline.overridden, or a reason in baseline.notApplicable',
      'add an alert to a dashboard of the product and name the requirement with .meets(...), or say why it has no meaning there',
    ),

  inheritedDiffers: (where: string, given: string, baseline: string) =>
    error(
      'inherited-differs',
      where,
      'an alert that is called inherited has another figure than the baseline',
      given,
      baseline,
      "take the figure of the baseline, or name the requirement of the product's own that asks for this one, with .meets(...) or in baseline.overridden",
    ),

  reasonMissing: (where: string, requirement: string, given: string) =>
    error(
      'reason-missing',
      where,
      'a baseline alert is excluded without a reason',
      `notApplicable: { '${requirement}': '${given}' }`,
      'a sentence that the runbook prints',
      'say why the alert has no meaning for the product',
    ),

  looserOverride: (where: string, given: string, baseline: string) =>
    note(
      'looser-than-baseline',
      where,
      'a product figure is looser than the baseline',
      given,
      baseline,
      'nothing to do when the runbook says so; the runbook lists it',
    ),

  alertingUnwatched: (where: string, reason: string) =>
    note(
      'alerting-unwatched',
      where,
      'nobody is told when Grafana stops sending alerts',
      `withoutDeadManSwitch: "${reason}"`,
      "a dead-man's switch, which needs an account of AWS (docs/guide/deploy.md)",
      'nothing to do while the reason holds; look at the dashboards by hand, and test the pager often',
    ),

  heldTierInLoki: (where: string, given: string) =>
    error(
      'held-tier-in-loki',
      where,
      'a milder tier of a log signal that a graver one cannot silence, because LogQL has no subqueries',
      given,
      'one tier, tiers marked independent, or graver tiers without a duration',
      'remove the duration of the graver tier, or count the logs in a metric and alert on that',
    ),

  plannedWorkNotInUtc: (window: string, given: string) =>
    error(
      'planned-work-not-in-utc',
      at(window),
      'planned work that PromQL, whose clock is UTC, cannot leave out',
      given,
      'a window in the zone UTC that ends on the day on which it starts',
      'leave the window out of `plannedWork`: the figure then counts it as downtime',
    ),
};
