import { reportFinding } from '../model/finding';
import { messages } from '../model/messages';
import { placeholder } from './inputs';

/** `{domain}`, but neither `${domain}` of a template nor `{{ .Labels }}` of Grafana. */
const inputName = /(?<![$%{])\{([a-z][a-z0-9_]*)\}/g;

/**
 * A text of a declaration with its inputs in place: `ops@{domain}` becomes `ops@` and the token of the variable.
 * @param inputs values by name; they may be tokens
 * @param where for the finding about a name that is no input of the product
 */
export function fillInputs(text: string, inputs: Readonly<Record<string, string>>, where: string): string {
  return text.replace(
    inputName,
    (_, name: string) => inputs[name] ?? reportFinding(messages.unknownName(where, 'input', name, Object.keys(inputs)), placeholder),
  );
}
