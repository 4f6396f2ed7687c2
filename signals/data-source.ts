/** Whether the data sources themselves answer. */
import { Duration } from '../model/duration';
import type { Step } from '../model/runbook';
import { below, type DataSourceKind, type MetricScope, type Signal } from '../model/signal';
import { shell } from '../model/vocabulary/runbook';
import { type CatalogueOptions, type EntryDefaults, entry } from './catalogue';
import { held, sampleOf } from './sample';
import { select } from './selector';
import { sampleOfUptimeCheck, uptimeCheck } from './uptime-check';

export interface HealthOptions extends CatalogueOptions {
  readonly kind: DataSourceKind;
}

const titles: Readonly<Record<DataSourceKind, string>> = {
  prometheus: 'Prometheus answers',
  google: 'Cloud Monitoring answers',
  loki: 'Loki answers',
};

/** A figure that is 1 or more while the source answers and has series of the product environment, and EMPTY else. */
const figures: Readonly<Record<DataSourceKind, (scope: MetricScope) => string>> = {
  prometheus: (scope) => `max(${select(scope, 'up')} >= bool 0)`,
  google: (scope) => `max(${uptimeCheck({}, scope, 'check_passed')} >= bool 0)`,
  // A quiet night has no lines: only an error of Loki itself tells.
  loki: () => 'vector(1)',
};

const impacts: Readonly<Record<DataSourceKind, string>> = {
  prometheus: 'Alerts and panels that read Prometheus are blind. Alarms on backups still page by the cloud itself.',
  google: 'Alerts and panels of Grafana that read Cloud Monitoring are blind. Alarms on backups still page by the cloud itself.',
  loki: 'Alerts and panels that read logs are blind. All that reads metrics goes on.',
};

const ask = 'curl --silent --show-error --oauth2-bearer "$GRAFANA_TOKEN"';

/** Asks Grafana whether it reaches the source, and where that is. */
const throughGrafana = shell(
  'Does Grafana reach it, and where is it? Its panel reads the same source and shows nothing now.',
  `${ask} "{grafana}/api/datasources/uid/{data-source}/health"
${ask} "{grafana}/api/datasources/uid/{data-source}" | jq --raw-output .url`,
);

/** What the source itself answers, through Grafana. */
const asked = (text: string, path: string, query = ''): Step =>
  shell(
    text,
    `${ask} --get${query} \\
  "{grafana}/api/datasources/proxy/uid/{data-source}/${path}" | jq .`,
  );

const onItsHost = (program: string): Step =>
  shell(
    'It does not answer: on the host of that address, does it run, what does it say last, is there room?',
    `docker ps --all --filter name=${program}
docker logs --tail 50 "$(docker ps --all --quiet --filter name=${program} | head -n 1)"
systemctl status --no-pager ${program}
df -h`,
  );

const checks: Readonly<Record<DataSourceKind, readonly (string | Step)[]>> = {
  prometheus: [
    throughGrafana,
    asked(
      'It answers: which targets of this environment does it scrape? 0 is one that it cannot reach.',
      'api/v1/query',
      ` --data-urlencode 'query=up{product="{product}",environment="{environment}"}'`,
    ),
    onItsHost('prometheus'),
  ],
  loki: [throughGrafana, asked('It answers: which labels does it have of the last hour?', 'loki/api/v1/labels'), onItsHost('loki')],
  google: [
    throughGrafana,
    shell(
      'Grafana does not: ask Cloud Monitoring without it. An answer means that the account of the data source has lost its right or its key.',
      'gcloud monitoring uptime list-configs --project="{project}"',
    ),
    "Look at the cloud's status page.",
  ],
};

const hosted = (program: string, otherwise: string): string =>
  `It does not run: make room where its disk is full, then start it again, by \`docker start ${program}\` or \`sudo systemctl restart ${program}\`. ${otherwise} The alert ends as soon as Grafana gets an answer.`;

const fixes: Readonly<Record<DataSourceKind, string>> = {
  prometheus: hosted('prometheus', 'It runs and scrapes nothing of this environment: mend its list of targets.'),
  loki: hosted('loki', 'It runs and Grafana does not reach it: mend the address or the network.'),
  google:
    'Give the account of the data source the role `roles/monitoring.viewer` again, or a new key. The cloud is down: wait, and watch its own console. The alert ends as soon as Grafana gets an answer.',
};

const samples: Readonly<Record<DataSourceKind, EntryDefaults['sample']>> = {
  prometheus: (scope) => [sampleOf(scope, 'up', { job: 'node' }, held(0))],
  google: (scope) => [sampleOfUptimeCheck({}, scope, 'check_passed', 'eu', held(0))],
  loki: undefined,
};

/**
 * The one rule that tells that a data source fails or has nothing of the product environment: it alone alerts on errors and on
 * missing data, all others keep quiet about both. Targets that are down do not count: their own alerts tell.
 */
export function health(options: HealthOptions): Signal {
  const sample = samples[options.kind];
  return entry(
    {
      id: `data-source-${options.kind}`,
      title: titles[options.kind],
      meaning: `${impacts[options.kind]} Users notice nothing by that alone.`,
      dataSource: options.kind,
      dataSourceHealth: true,
      unit: 'bool',
      legend: 'answers',
      panel: 'stat',
      noData: 'alerting',
      mutable: false,
      tiers: { error: below(1).forAssumed(Duration.minutes(5)) },
      expression: figures[options.kind],
      firstChecks: checks[options.kind],
      fix: fixes[options.kind],
      ...(sample === undefined ? {} : { sample }),
    },
    options,
  );
}
