import type { App } from 'cdktf';
import { SecondProviderCopy } from '../constructs/backup/google/second-provider-copy';
import { recordCopies } from '../constructs/copies';
import { secondProviderBucketName } from '../model/bucket-names';
import type { ProductDeclaration } from '../model/product';
import type { ProductEnvironment } from '../model/product-environment';
import type { Settings } from '../settings/settings';
import { type AwsBackupStack, backupBucketOutput } from './aws-backup-stack';
import { BaseStack } from './base-stack';
import { EnvironmentInputs } from './environment-inputs';
import { takeOver } from './outputs';
import { addGoogleProvider, tagsOf } from './providers';

/**
 * Stack `<product>-<environment>-backup-copy`: a copy of one tier with Google Cloud, for a loss of the whole first provider. A state of its own,
 * so that it can be deployed with the credentials of the second provider alone.
 */
export class SecondProviderStack extends BaseStack {
  constructor(
    app: App,
    environment: ProductEnvironment,
    copy: NonNullable<ProductDeclaration['secondProviderCopy']>,
    settings: Settings,
    source: AwsBackupStack,
  ) {
    super(app, `${environment.id}-backup-copy`, {
      state: settings.state,
      product: environment.product,
      environment: environment.environment,
    });
    this.addDependency(source);
    const values = new EnvironmentInputs(this, settings, environment.product, environment.environment);
    const place = {
      project: values.text('google.project'),
      projectNumber: values.text('google.projectNumber'),
      location: values.text('google.location'),
    };
    addGoogleProvider(this, place);
    const { lockAtLeast } = environment.posture;
    const filling = environment.backups.filter((backup) => backup.runs.some((run) => run.tier.name === copy.tier.name));
    const elsewhere = new SecondProviderCopy(this, 'copy', {
      product: environment.product.id,
      environment: environment.environment,
      place,
      labels: tagsOf(environment),
      protect: environment.posture.deletionProtection,
      name: secondProviderBucketName(environment.id),
      source: {
        bucketName: takeOver(this, source.node.id, backupBucketOutput, settings.state),
        roleArn: values.text('aws.transferRoleArn'),
      },
      tier: copy.tier,
      ...(lockAtLeast === undefined ? {} : { lock: lockAtLeast }),
      meets: copy.meets,
    });
    recordCopies(elsewhere, [...new Set(filling.map((backup) => backup.store))], true);
  }
}
