import { Construct } from 'constructs';
import { reportFinding } from '../../../model/finding';
import { messages } from '../../../model/messages';
import { type PolicyStatement, policyDocument } from '../../backup/aws/policy';
import { ServiceRole } from '../../backup/aws/service-role';
import type { GithubIdentity } from './github-identity';

/** Most characters of the inline policies of a role (AWS IAM). */
const policyLimit = 10_240;

export interface CiRoleProps {
  readonly name: string;
  readonly description: string;
  readonly identity: GithubIdentity;
  /** Subjects of the tokens that may assume the role; nothing in them is a pattern. */
  readonly subjects: readonly [string, ...string[]];
  readonly statements: readonly PolicyStatement[];
}

/** A role that jobs of GitHub Actions assume for an hour, without a key that anybody could keep. */
export class CiRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: CiRoleProps) {
    super(scope, id);
    const { length } = policyDocument(props.statements);
    if (length > policyLimit) {
      const mend = 'serve fewer product environments from one account';
      const allowed = `${policyLimit} characters (AWS IAM)`;
      reportFinding(
        messages.vendorLimit(this.node.path, 'more rights than the policies of a role hold', `${length} characters`, allowed, mend),
        undefined,
      );
    }
    this.arn = new ServiceRole(this, 'role', {
      name: props.name,
      description: props.description,
      trust: [props.identity.trust(props.subjects)],
      policyName: 'ci',
      statements: props.statements,
    }).arn;
  }
}
