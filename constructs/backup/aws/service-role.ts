import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Duration } from '../../../model/duration';
import { fittedName } from '../checks';
import { type AwsPlace, regionalArn } from './place';
import { type PolicyStatement, policyDocument } from './policy';

export interface ServiceRoleProps {
  /** Longer than the 64 characters of IAM, it is cut and ends in a hash. */
  readonly name: string;
  readonly description: string;
  /** Who may assume the role. */
  readonly trust: readonly PolicyStatement[];
  /** Name of the inline policy. */
  readonly policyName: string;
  /** All that the role may do. */
  readonly statements: readonly PolicyStatement[];
  /** Longest session, 1 h to 12 h. @default 1 h; services renew theirs by themselves */
  readonly longestSession?: Duration;
}

/** An IAM role whose whole policy is visible in one place. */
export class ServiceRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'role', {
      name: fittedName('iamRole', props.name),
      description: props.description,
      assumeRolePolicy: policyDocument(props.trust),
      ...(props.longestSession === undefined ? {} : { maxSessionDuration: props.longestSession.seconds }),
    });
    new IamRolePolicy(this, 'policy', { name: props.policyName, role: role.id, policy: policyDocument(props.statements) });
    this.arn = role.arn;
  }
}

/** Trust of roles that tasks run as, and that ECS starts them with: tasks of this account and region only. */
export function taskTrust(place: AwsPlace): PolicyStatement {
  return {
    Sid: 'Tasks',
    Effect: 'Allow',
    Principal: { Service: 'ecs-tasks.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': place.accountId },
      ArnLike: { 'aws:SourceArn': regionalArn(place, 'ecs', '*') },
    },
  };
}
