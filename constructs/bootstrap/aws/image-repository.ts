import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { Construct } from 'constructs';
import { Duration } from '../../../model/duration';
import { CustomerKey } from '../../backup/aws/customer-key';
import type { AwsPlace } from '../../backup/aws/place';
import type { PolicyStatement } from '../../backup/aws/policy';
import { terraformJson } from '../../terraform-text';

export interface ImageRepositoryProps {
  readonly place: AwsPlace;
  readonly name: string;
}

/** How long layers of a push that got no tag stay. */
const keepUntagged = Duration.days(14);

/**
 * Where the image of the jobs lies. A tag is pushed once and never moves, each image is scanned when it arrives. Only untagged images
 * expire: jobs name theirs by digest, and one that is gone would end every backup.
 */
export class ImageRepository extends Construct {
  readonly arn: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps) {
    super(scope, id);
    const key = new CustomerKey(this, 'key', {
      place: props.place,
      prefix: 'opskeep',
      purpose: 'images',
      description: 'Images of the jobs of opskeep',
      deletionProtection: true,
      users: [],
    });
    const repository = new EcrRepository(this, 'repository', {
      name: props.name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: 'KMS', kmsKey: key.arn }],
      forceDelete: false,
      lifecycle: { preventDestroy: true },
    });
    new EcrLifecyclePolicy(this, 'lifecycle', {
      repository: repository.name,
      policy: terraformJson({
        rules: [
          {
            rulePriority: 1,
            description: 'untagged images',
            selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: keepUntagged.days },
            action: { type: 'expire' },
          },
        ],
      }),
    });
    this.arn = repository.arn;
    this.url = repository.repositoryUrl;
  }

  /** What a build needs to push an image. Nothing here deletes one or moves a tag. */
  pushStatements(): readonly PolicyStatement[] {
    return [
      { Sid: 'ImageLogin', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
      {
        Sid: 'PushImage',
        Effect: 'Allow',
        Action: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        Resource: this.arn,
      },
    ];
  }
}
