/** Certificates, as the probes see them. An expired one shows as a failed probe: verification fails and the expiry is not exported. */
import type { Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
import { entry } from './catalogue';
import type { CloudProbeOptions } from './probe';
import { decimal, held, sampleOf } from './sample';
import { type Labels, select } from './selector';
import { sampleOfUptimeCheck, uptimeCheck } from './uptime-check';

export interface CertificateOptions extends CloudProbeOptions {
  /**
   * Unit of Google's `time_until_ssl_cert_expires`: most published policies compare days, its descriptor in the project decides.
   * @default days
   */
  readonly expiryUnit?: 'days' | 'seconds';
}

/** Days until the first certificate of the chain expires; bad is `below(30)`. Never muted by maintenance. */
export function daysLeft(options: CertificateOptions): Signal {
  const google = options.dataSource === 'google';
  const divisor = options.expiryUnit === 'seconds' ? ' / 86400' : '';
  const labels: Labels = { ...(options.probe === undefined ? {} : { probe: options.probe }), ...options.matchers };
  return entry(
    {
      id: 'certificate-days-left',
      part: options.probe,
      probe: options.probe,
      title: 'Days until the certificate expires',
      meaning: 'Nobody notices yet. On the day it expires, browsers and apps refuse to connect: the product is down for everybody.',
      dataSource: google ? 'google' : 'prometheus',
      unit: 'days',
      legend: google ? '{{check_id}}' : '{{probe}}',
      mutable: false,
      expression: (scope) =>
        google
          ? `min by (check_id) (${uptimeCheck(options, scope, 'time_until_ssl_cert_expires')})${divisor}`
          : `(min by (probe) (${select(scope, 'probe_ssl_earliest_cert_expiry', labels)}) - time()) / 86400`,
      firstChecks: [
        ...(options.probe === undefined
          ? []
          : [
              shell(
                'See which certificate is served, who issued it and when it ends.',
                'openssl s_client -connect "{probe-host}:{probe-port}" -servername "{probe-host}" < /dev/null 2> /dev/null | openssl x509 -noout -subject -issuer -enddate',
              ),
            ]),
        'A newer one was issued and is not served: whatever serves it has not been reloaded.',
        'None was issued: read the log of the renewal, and check that the DNS record of its challenge still stands.',
      ],
      fix: 'Renew it where it is issued, load it, and ask again with the command above: the new date ends the alert. Where a provider renews it by itself, open a case with the provider.',
      sample: (scope, level) =>
        google
          ? [sampleOfUptimeCheck(options, scope, 'time_until_ssl_cert_expires', 'eu', held(level * (divisor === '' ? 1 : 86_400)))]
          : [
              sampleOf(
                scope,
                'probe_ssl_earliest_cert_expiry',
                { probe: 'health', region: 'eu', ...labels },
                `${decimal(level * 86_400)}+60x300`,
              ),
            ],
    },
    options,
  );
}
