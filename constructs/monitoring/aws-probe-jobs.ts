import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Construct } from 'constructs';
import { reportFinding } from '../../model/finding';
import { messages } from '../../model/messages';
import type { ProductEnvironment } from '../../model/product-environment';
import { recordMeets } from '../coverage';
import { literalText } from '../terraform-text';
import { type Prober, scrapeJobs } from './probe-jobs';

export interface AwsProbeJobsProps {
  readonly environment: ProductEnvironment;
  /** The blackbox exporters that ask; an alert on "down from two regions" needs two of them. */
  readonly probers: readonly [Prober, ...Prober[]];
  /** Values of the product's inputs that hosts and paths name, e.g. `{domain}`. @default none */
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Most characters of a parameter (AWS Systems Manager, advanced tier). */
const parameterLimit = 8192;

/**
 * The probes of a product environment as a scrape configuration, in the parameter
 * `/opskeep/<product>/<environment>/blackbox-probes`, from which the operators of Prometheus take it (`scrape_config_files`).
 * The exporters need the modules that `blackboxModule` names.
 */
export class AwsProbeJobs extends Construct {
  readonly parameterName: string;

  constructor(scope: Construct, id: string, props: AwsProbeJobsProps) {
    super(scope, id);
    const { environment, probers, inputs = {} } = props;
    const { product } = environment;
    this.parameterName = `/opskeep/${product.id}/${environment.environment}/blackbox-probes`;
    const jobs = JSON.stringify({ scrape_configs: scrapeJobs(environment, product.probes, probers, inputs) });
    if (jobs.length > parameterLimit) {
      reportFinding(
        messages.vendorLimit(
          `${environment.place} / probes`,
          'more probes than a parameter holds',
          `${jobs.length} characters`,
          `${parameterLimit} characters (AWS Systems Manager)`,
          'declare fewer probes or fewer regions',
        ),
        undefined,
      );
    }
    const parameter = new SsmParameter(this, 'parameter', {
      name: this.parameterName,
      description: `Blackbox probes of ${product.title} ${environment.environment}, as a Prometheus scrape configuration`,
      type: 'String',
      tier: 'Intelligent-Tiering',
      value: literalText(jobs),
    });
    recordMeets(parameter, [...new Set(product.probes.flatMap(({ meets }) => meets))]);
  }
}
