/** What a test of the way to a person is known by, to those who send it and to the resources that carry it. */

/** Stands where a person who is woken reads first. */
export const testMark = '[TEST]';

/** Alarm of CloudWatch that nothing but the test raises: `<product>-<environment>-page-test`. */
export const pageTestAlarm = (environmentId: string): string => `${environmentId}-page-test`;

/** Log of Cloud Logging that nothing but the test writes to: `opskeep-page-test-<product>-<environment>`. */
export const pageTestLog = (environmentId: string): string => `opskeep-page-test-${environmentId}`;
