import { listOf, type RenderedResource, type RenderedStack, resourcesOf, textOf } from '../rendered-stack';
import { overlaps } from './glob';

/** A statement of a policy of AWS with its lists made plain. */
export interface Statement {
  readonly allows: boolean;
  /** In small letters; everything where the policy says what it does not mean. */
  readonly actions: ReadonlySet<string>;
  /** Those of the actions that are patterns. */
  readonly patterns: readonly string[];
  readonly resources: readonly string[];
  /** ARNs and services; empty in the policies of roles. */
  readonly principals: readonly string[];
  readonly conditional: boolean;
}

interface WrittenStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: string | Readonly<Record<string, unknown>>;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** The statements of a policy document as Terraform holds it. */
export function statementsOf(document: unknown): readonly Statement[] {
  const text = textOf(document);
  if (!text.includes('"Statement"')) return [];
  const { Statement: written } = JSON.parse(text) as { readonly Statement: WrittenStatement | readonly WrittenStatement[] };
  return [written].flat().map(({ Effect, Principal, NotPrincipal, Action, Resource, Condition }) => {
    const allows = Effect === 'Allow';
    // What is not named is everything where it allows, and nothing where it refuses.
    const unnamed = allows ? ['*'] : [];
    const principals = typeof Principal === 'object' ? Object.values(Principal).flatMap(listOf) : listOf(Principal);
    const actions = (Action === undefined ? unnamed : listOf(Action)).map((action) => action.toLowerCase());
    return {
      allows,
      actions: new Set(actions),
      patterns: actions.filter((action) => /[*?]/.test(action)),
      resources: Resource === undefined ? unnamed : listOf(Resource),
      principals: NotPrincipal === undefined ? principals : unnamed,
      conditional: Condition !== undefined,
    };
  });
}

/** Which of the actions, in the letters of AWS, the statement is about: IAM does not tell capital letters. */
export function actionsIn({ actions, patterns }: Statement, candidates: readonly string[]): readonly string[] {
  return candidates.filter((candidate) => {
    const action = candidate.toLowerCase();
    return actions.has(action) || patterns.some((pattern) => overlaps(pattern, action));
  });
}

/** The policies that stand in a role, a user or a group, with whom they belong to as Terraform names it. */
export function identityPolicies(stack: RenderedStack): readonly { readonly at: RenderedResource; readonly holder: string }[] {
  return resourcesOf(stack, /^aws_iam_(role|user|group)_policy$/).map((at) => ({
    at,
    holder: textOf(at.block['role'] ?? at.block['user'] ?? at.block['group']),
  }));
}

/** Policies whose text is elsewhere, so that nobody here can judge them. */
export const foreignPolicies = (stack: RenderedStack): readonly RenderedResource[] => [
  ...resourcesOf(stack, /^aws_iam_.*policy_attachment/),
  ...resourcesOf(stack, /^aws_iam_role$/).filter(({ block }) => 'managed_policy_arns' in block || 'inline_policy' in block),
];
