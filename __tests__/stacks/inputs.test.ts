import { placeholder } from '../../constructs/inputs';
import type { Finding } from '../../model/finding';
import { environmentSettings, globalSettings } from '../../settings/definitions';
import { type Block, completeSettings, type Rendered, references, renderProducts } from '../support/rendered';

interface Variable {
  readonly stack: string;
  readonly name: string;
  readonly type: string;
  readonly default?: unknown;
  readonly sensitive?: boolean;
  readonly nullable?: boolean;
  /** None for a switch: either way is a decision. */
  readonly validation?: readonly { readonly condition: string; readonly error_message: string }[];
}

const variablesOf = ({ stacks }: Rendered): readonly Variable[] =>
  Object.entries(stacks).flatMap(([stack, json]) =>
    Object.entries((json['variable'] ?? {}) as Readonly<Record<string, Block>>).map(
      ([name, block]) => ({ stack, name, ...block }) as unknown as Variable,
    ),
  );

const isUnset = (variable: Variable): boolean =>
  variable.default === placeholder || (Array.isArray(variable.default) && variable.default.length === 0);

const placeholders = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ rule }) => rule === 'placeholder');

describe('with no settings', () => {
  let all: Rendered;
  let variables: readonly Variable[];

  beforeAll(() => {
    all = renderProducts();
    variables = variablesOf(all);
  });

  it('each value that nobody gave is one warning that names the stack, the setting and the variable', () => {
    const expected = variables.filter(isUnset).map(({ stack, name }) => `${stack}: TF_VAR_${name}`);
    const told = placeholders(all.assembly.findings).map(({ where, mend }) => `${where}: ${/TF_VAR_\w+$/.exec(mend)?.[0]}`);
    expect(expected.length).toBeGreaterThan(100);
    expect([...told].sort()).toEqual([...expected].sort());
    expect(all.assembly.findings.filter(({ level }) => level === 'error')).toEqual([]);
    for (const { level, mend } of placeholders(all.assembly.findings)) {
      expect(level).toBe('warning');
      expect(mend).toMatch(
        /^set (products\.[a-z-]+\.(all|production|staging|development)\.\w+\.\w+|\w+\.\w+) in settings\.json or TF_VAR_\w+$/,
      );
    }
  });

  it('the validation of each such variable refuses the placeholder and says what to set', () => {
    for (const { stack, name, type, nullable, validation } of variables.filter(isUnset)) {
      const [first] = validation ?? [];
      expect({ stack, name, nullable }).toEqual({ stack, name, nullable: false });
      const refusal = type === 'string' ? `\${var.${name} != "${placeholder}" && can(regex(` : `\${length(var.${name}) > 0 && `;
      expect(first?.condition.startsWith(refusal)).toBe(true);
      expect(first?.error_message).toMatch(new RegExp(`^[^$]+ Set [\\w.-]+ in settings\\.json or TF_VAR_${name}, e\\.g\\. \\S.+\\.$`));
    }
  });

  it('every other variable is a secret without a default, may stay empty, or is a switch that is off', () => {
    const others = variables.filter((variable) => !isUnset(variable));
    expect([
      ...new Set(others.map(({ name, sensitive, default: value }) => `${name} ${sensitive ?? false} ${JSON.stringify(value)}`)),
    ]).toEqual(
      expect.arrayContaining([
        'slack_bot_token true undefined',
        'aws_bucket_prefix false ""',
        'heartbeat_enrolled false false',
        'watcher_enrolled false false',
      ]),
    );
    expect(new Set(others.map(({ name }) => name))).toEqual(
      new Set(['slack_bot_token', 'aws_bucket_prefix', 'heartbeat_enrolled', 'watcher_enrolled']),
    );
    const switched = others.filter(({ name }) => name.endsWith('_enrolled')).map(({ stack }) => stack);
    expect([...new Set(switched)].filter((stack) => !/-production-(backup|dead-man-switch)$/.test(stack))).toEqual([]);
  });

  it('no stack asks for what it does not use', () => {
    const unused = variables.filter(({ stack, name }) => {
      const { variable: _, ...rest } = all.stacks[stack] ?? {};
      return !references(JSON.stringify(rest)).some((reference) => new RegExp(`\\bvar\\.${name}\\b`).test(reference));
    });
    expect(unused.map(({ stack, name }) => `${stack}: ${name}`)).toEqual([]);
  });

  it('no stack uses what it does not ask for', () => {
    const missing = Object.entries(all.files).flatMap(([stack, content]) => {
      const known = variables.filter((variable) => variable.stack === stack).map(({ name }) => name);
      const used = references(content).flatMap((reference) => [...reference.matchAll(/\bvar\.(\w+)/g)].map(([, name = '']) => name));
      return used.filter((name) => !known.includes(name)).map((name) => `${stack}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it('every example that a message gives satisfies the check that it explains, unless it shows a gap to fill', () => {
    const definitions = [...Object.values(environmentSettings), ...Object.values(globalSettings)].flatMap((group) => Object.values(group));
    const wrong = definitions.filter(({ pattern, example }) => !example.includes('<') && !new RegExp(pattern).test(example));
    expect(wrong).toEqual([]);
  });
});

describe('with complete settings', () => {
  let all: Rendered;

  beforeAll(() => {
    all = renderProducts(undefined, completeSettings());
  });

  it('no placeholder is left and nothing is wrong', () => {
    expect(placeholders(all.assembly.findings)).toEqual([]);
    expect(variablesOf(all).filter(isUnset)).toEqual([]);
    expect(Object.values(all.files).filter((content) => content.includes(`"${placeholder}"`)).length).toBe(0);
    expect(all.assembly.findings.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('every default passes the pattern that its own validation demands', () => {
    const refused = variablesOf(all).filter(({ default: value, validation }) => {
      const quoted = /regex\(("(?:[^"\\]|\\.)*")/.exec(validation?.[0]?.condition ?? '')?.[1];
      if (value === undefined || quoted === undefined) return false;
      const pattern = new RegExp(JSON.parse(quoted));
      return !(Array.isArray(value) ? value : [value]).every((entry) => pattern.test(String(entry)));
    });
    expect(refused.map(({ stack, name }) => `${stack}: ${name}`)).toEqual([]);
  });

  it('the settings change defaults of variables and uids of dashboards, never a resource, an address or a reference', () => {
    const withoutValues = ({ stacks }: Rendered): unknown =>
      Object.fromEntries(
        Object.entries(stacks).map(([stack, json]) => [
          stack,
          { ...json, variable: Object.keys((json['variable'] ?? {}) as Block), resource: addresses(json.resource) },
        ]),
      );
    expect(withoutValues(all)).toEqual(withoutValues(renderProducts()));
  });
});

function addresses(section: Readonly<Record<string, unknown>> = {}): readonly string[] {
  return Object.entries(section).flatMap(([type, blocks]) => Object.keys(blocks as Block).map((id) => `${type}.${id}`));
}
