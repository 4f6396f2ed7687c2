import { MonitoringUptimeCheckConfig } from '@cdktf/provider-google/lib/monitoring-uptime-check-config';
import { Construct } from 'constructs';
import type { Probe } from '../../../model/probe';
import { recordMeets } from '../../coverage';
import { type GoogleProps, labelsOf, prefixOf } from './place';
import { inSeconds, uptimePeriod } from './vendor-limits';

export interface UptimeChecksProps extends Omit<GoogleProps, 'protect'> {
  /** Probes with their hosts resolved: no input in braces is left. Tokens are fine. */
  readonly probes: readonly Probe[];
}

/** Cloud Monitoring asks for at least three, so that the trouble of one network is not taken for an outage. */
const regions = ['ASIA_PACIFIC', 'EUROPE', 'USA'];

/** Checks from outside by Google's own probers. */
export class UptimeChecks extends Construct {
  /** Ids of the checks by the name of the probe, for filters. */
  readonly checkIds: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: UptimeChecksProps) {
    super(scope, id);
    this.checkIds = Object.fromEntries(props.probes.map((probe) => [probe.name, this.check(probe, props)]));
  }

  private check(probe: Probe, props: UptimeChecksProps): string {
    const check = new MonitoringUptimeCheckConfig(this, probe.name, {
      project: props.place.project,
      // The id that queries match begins with the display name.
      displayName: `${prefixOf(props)}-${probe.name}`,
      period: inSeconds(uptimePeriod(this.node.path, probe.interval)),
      timeout: '10s',
      checkerType: 'STATIC_IP_CHECKERS',
      selectedRegions: regions,
      httpCheck: {
        requestMethod: 'GET',
        path: probe.path,
        port: probe.port,
        useSsl: probe.tls,
        validateSsl: probe.tls,
        acceptedResponseStatusCodes: [{ statusValue: probe.status }],
      },
      monitoredResource: { type: 'uptime_url', labels: { project_id: props.place.project, host: probe.host } },
      userLabels: { ...labelsOf(props), component: probe.component },
    });
    recordMeets(check, probe.meets);
    return check.uptimeCheckId;
  }
}
