/** Header with which Grafana knows who asks. The credential is a token of a service account, or a name with its password. */
export const grafanaAuthorization = (credential: string): string =>
  credential.includes(':') ? `Basic ${Buffer.from(credential).toString('base64')}` : `Bearer ${credential}`;
