import { TerraformVariable } from 'cdktf';
import { recordedMeets } from '../../../constructs/coverage';
import { AwsProbeJobs } from '../../../constructs/monitoring/aws-probe-jobs';
import { Duration } from '../../../model/duration';
import type { Probe } from '../../../model/probe';
import { sampleEnvironment } from '../../support/sample-product';
import { renderStack, resourcesOf } from '../../support/synth';

const probe = (changes: Partial<Probe> = {}): Probe => ({
  name: 'health',
  component: 'api',
  host: '{domain}',
  path: '/api/health',
  port: 443,
  tls: true,
  interval: Duration.seconds(30),
  status: 200,
  meets: ['S-MET-01'],
  ...changes,
});

function render(probes: readonly Probe[]) {
  let meets: readonly string[] = [];
  const stack = renderStack((scope) => {
    const domain = new TerraformVariable(scope, 'domain', { type: 'string' }).stringValue;
    const probers = [
      { region: 'eu', address: 'blackbox.eu:9115' },
      { region: 'us', address: 'blackbox.us:9115' },
    ] as const;
    const jobs = new AwsProbeJobs(scope, 'probes', { environment: sampleEnvironment({ probes }), probers, inputs: { domain } });
    meets = recordedMeets(jobs.node.findChild('parameter'));
  });
  const [parameter] = Object.values(resourcesOf(stack, 'aws_ssm_parameter'));
  if (parameter === undefined) throw new Error('no parameter was rendered');
  return { parameter: { ...parameter, value: JSON.parse(String(parameter.value)) }, meets };
}

const target = (name: string, url: string, region: string): object => ({
  targets: [url],
  labels: { product: 'shop', environment: 'production', probe: name, region, __prober: `blackbox.${region}:9115` },
});

const relabelling = [
  { source_labels: ['__address__'], target_label: '__param_target' },
  { source_labels: ['__param_target'], target_label: 'instance' },
  { source_labels: ['__prober'], target_label: '__address__' },
];

describe('the probe jobs of an AWS product', () => {
  it('ask every probe from every region, one job for each module and interval', () => {
    const probes = [
      probe(),
      probe({ name: 'tasks', path: '/api/tasks' }),
      probe({ name: 'login', port: 8080, tls: false, status: 302, interval: Duration.seconds(5) }),
    ];
    const tasks = 'https://${var.domain}:443/api/tasks';
    const health = 'https://${var.domain}:443/api/health';
    const login = 'http://${var.domain}:8080/api/health';
    expect(render(probes)).toEqual({
      parameter: {
        name: '/opskeep/shop/production/blackbox-probes',
        description: 'Blackbox probes of Shop production, as a Prometheus scrape configuration',
        type: 'String',
        tier: 'Intelligent-Tiering',
        value: {
          scrape_configs: [
            {
              job_name: 'shop-production-blackbox-https_200-30s',
              metrics_path: '/probe',
              scrape_interval: '30s',
              scrape_timeout: '10s',
              params: { module: ['https_200'] },
              static_configs: [
                target('health', health, 'eu'),
                target('health', health, 'us'),
                target('tasks', tasks, 'eu'),
                target('tasks', tasks, 'us'),
              ],
              relabel_configs: relabelling,
            },
            {
              job_name: 'shop-production-blackbox-http_302-5s',
              metrics_path: '/probe',
              scrape_interval: '5s',
              scrape_timeout: '5s',
              params: { module: ['http_302'] },
              static_configs: [target('login', login, 'eu'), target('login', login, 'us')],
              relabel_configs: relabelling,
            },
          ],
        },
      },
      meets: ['S-MET-01'],
    });
  });

  it('are refused where they do not fit into a parameter', () => {
    const many = Array.from({ length: 30 }, (_, index) => probe({ name: `probe-${index}` }));
    expect(() => render(many)).toThrow(/more probes than a parameter holds[^]*8192 characters \(AWS Systems Manager\)/);
  });

  it('are refused when a host names an input that the product does not have', () => {
    expect(() => render([probe({ host: '{ai_endpoint}' })])).toThrow(/probe health: unknown input[^]*"ai_endpoint"/);
  });
});
