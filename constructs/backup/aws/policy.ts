import { terraformJson } from '../../terraform-text';

type OneOrMany = string | readonly string[];

/** One statement of an IAM policy, in the words of IAM. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: { readonly AWS?: OneOrMany; readonly Service?: OneOrMany; readonly Federated?: OneOrMany };
  readonly Action: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany>>>>;
}

/** The policy as IAM reads it. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return terraformJson({ Version: '2012-10-17', Statement: statements });
}
