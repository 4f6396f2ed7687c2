/**
 * Text for Terraform. Its strings are templates: `${` and `%{` start an interpolation, so those that belong to
 * Grafana, Workflows or a shell must be doubled, while the tokens that cdktf puts in must stay.
 */

const foreignTemplate = /[$%]\{(?!TfToken\[)/g;

/** The text with every foreign `${` and `%{` doubled and every cdktf token kept. */
export function literalText(text: string): string {
  // A function, because `$$` in a replacement string means a single dollar sign.
  return text.replace(foreignTemplate, (start) => `${start.slice(0, 1)}${start}`);
}

/** A value as JSON inside a Terraform string, e.g. a dashboard, a query model or a policy. */
export function terraformJson(value: unknown): string {
  return literalText(JSON.stringify(value));
}
