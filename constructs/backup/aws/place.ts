/** Where AWS resources go. Both may be tokens: they are never parsed. Commercial regions only (partition `aws`). */
export interface AwsPlace {
  /** Twelve digits. */
  readonly accountId: string;
  /** Region of the resources, e.g. `eu-west-1`. */
  readonly region: string;
}

/** The whole account as a principal: what its own IAM policies allow. */
export const accountRoot = (place: Pick<AwsPlace, 'accountId'>): string => `arn:aws:iam::${place.accountId}:root`;

/** ARN of a resource of the place, e.g. `regionalArn(place, 'ecs', '*')`. */
export const regionalArn = (place: AwsPlace, service: string, resource: string): string =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;
