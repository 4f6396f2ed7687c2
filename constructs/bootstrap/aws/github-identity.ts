import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';
import type { PolicyStatement } from '../../backup/aws/policy';
import { githubIssuer } from '../github';

/** What tokens for AWS are made out to. */
const audience = 'sts.amazonaws.com';
/** Prefix of condition keys: the issuer without its scheme. */
const keyPrefix = githubIssuer.replace('https://', '');

/** GitHub Actions as an identity provider of the account. An account has one for an issuer: where it exists, it is imported. */
export class GithubIdentity extends Construct {
  private readonly arn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.arn = new IamOpenidConnectProvider(this, 'provider', { url: githubIssuer, clientIdList: [audience] }).arn;
  }

  /** Lets jobs with exactly these subjects assume a role. */
  trust(subjects: readonly string[]): PolicyStatement {
    return {
      Sid: 'Github',
      Effect: 'Allow',
      Principal: { Federated: this.arn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${keyPrefix}:aud`]: audience, [`${keyPrefix}:sub`]: subjects } },
    };
  }
}
