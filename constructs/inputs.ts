import { type IResolvable, TerraformVariable, Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { recordMeets } from './coverage';

/** The default of an input that nobody has given a value; the validation of its variable refuses it at plan. */
export const placeholder = 'not-set';

/** What an input is, for the variable, its validation and the messages. */
export interface InputOptions {
  /** Name of the Terraform variable, snake case. */
  readonly name: string;
  readonly meaning: string;
  /** What a value must match (RE2). */
  readonly pattern: string;
  readonly example: string;
  /** Path in settings.json. */
  readonly setting: string;
  /** Name of another variable of the stack that must have a different value. @default any value will do */
  readonly differsFrom?: string;
  /** The value from the settings; undefined leaves the placeholder. */
  readonly value: string | undefined;
  readonly meets?: readonly string[];
}

/** An input without a value, for the warning at synth and for the doctor. */
export interface UnsetInput {
  readonly name: string;
  readonly meaning: string;
  readonly setting: string;
  /** A value as settings.json writes it: in quotes, a list in brackets. */
  readonly example: string;
}

/**
 * The input variables of one stack. Every value that differs between deployments is a variable with a validation, so that a
 * placeholder synthesizes with a warning and cannot be planned; secrets are sensitive variables without a default.
 */
export class Inputs extends Construct {
  private readonly variables = new Map<string, TerraformVariable>();
  private readonly missing = new Map<string, UnsetInput>();

  constructor(scope: Construct, id = 'inputs') {
    super(scope, id);
  }

  /** Inputs that stand on their placeholder. */
  get unset(): readonly UnsetInput[] {
    return [...this.missing.values()];
  }

  /** A single value. Asking twice for a name gives the same variable. */
  text(options: InputOptions): string {
    const variable = this.variable(options.name, () => ({
      type: 'string',
      description: `${options.meaning}, e.g. ${options.example}`,
      default: options.value ?? placeholder,
      nullable: false,
      validation: [
        {
          condition: `\${var.${options.name} != "${placeholder}" && can(regex(${JSON.stringify(options.pattern)}, var.${options.name}))}`,
          errorMessage: `${options.meaning} is not set or not usable. Set ${options.setting} in settings.json or TF_VAR_${options.name}, e.g. ${options.example}.`,
        },
        ...(options.differsFrom === undefined
          ? []
          : [
              {
                condition: `\${var.${options.name} != var.${options.differsFrom}}`,
                errorMessage: `${options.meaning} must differ from ${options.differsFrom}. Set ${options.setting} in settings.json or TF_VAR_${options.name} to another one.`,
              },
            ]),
      ],
    }));
    if (options.value === undefined) this.missing.set(options.name, { ...options, example: JSON.stringify(options.example) });
    recordMeets(variable, options.meets ?? []);
    return variable.stringValue;
  }

  /** A value that may stay on its fallback, which then counts as set. */
  optional(options: InputOptions, fallback: string): string {
    const variable = this.variable(options.name, () => ({
      type: 'string',
      description: `${options.meaning}, e.g. ${options.example}`,
      default: options.value ?? fallback,
      nullable: false,
      validation: [
        {
          condition: `\${can(regex(${JSON.stringify(options.pattern)}, var.${options.name}))}`,
          errorMessage: `${options.meaning} is not usable. Set ${options.setting} in settings.json or TF_VAR_${options.name}, e.g. ${options.example}.`,
        },
      ],
    }));
    recordMeets(variable, options.meets ?? []);
    return variable.stringValue;
  }

  /** A switch that stands on its fallback until somebody turns it; never missing, since either way is a decision. */
  flag(
    options: Pick<InputOptions, 'name' | 'meaning' | 'setting'> & { readonly value: boolean | undefined },
    fallback: boolean,
  ): IResolvable {
    const variable = this.variable(options.name, () => ({
      type: 'bool',
      description: `${options.meaning}. Set ${options.setting} in settings.json or TF_VAR_${options.name}.`,
      default: options.value ?? fallback,
      nullable: false,
    }));
    return variable.booleanValue;
  }

  /** A list with at least one entry. */
  list(options: Omit<InputOptions, 'value'> & { readonly value: readonly string[] | undefined }): string[] {
    const variable = this.variable(options.name, () => ({
      type: 'list(string)',
      description: `${options.meaning}, e.g. ${options.example}`,
      default: options.value ?? [],
      nullable: false,
      validation: [
        {
          condition: `\${length(var.${options.name}) > 0 && alltrue([for entry in var.${options.name} : can(regex(${JSON.stringify(options.pattern)}, entry))])}`,
          errorMessage: `${options.meaning} is not set or not usable. Set ${options.setting} in settings.json or TF_VAR_${options.name}, e.g. ${options.example}.`,
        },
      ],
    }));
    if (options.value === undefined) this.missing.set(options.name, { ...options, example: JSON.stringify([options.example]) });
    return Token.asList(variable.value);
  }

  /** A secret: sensitive, without a default, never in settings.json. */
  secret(name: string, meaning: string): string {
    const variable = this.variable(name, () => ({
      type: 'string',
      description: `${meaning}. Give it as TF_VAR_${name}.`,
      sensitive: true,
      nullable: false,
      validation: [{ condition: `\${length(var.${name}) > 0}`, errorMessage: `${meaning} is empty. Give it as TF_VAR_${name}.` }],
    }));
    return variable.stringValue;
  }

  private variable(name: string, config: () => ConstructorParameters<typeof TerraformVariable>[2]): TerraformVariable {
    let variable = this.variables.get(name);
    if (variable === undefined) {
      variable = new TerraformVariable(this, name, config());
      // The name is what people type as TF_VAR_...: it must not carry the hash of a construct path.
      variable.overrideLogicalId(name);
      this.variables.set(name, variable);
    }
    return variable;
  }

  /** The inputs of a stack, if it has any. */
  static isInputs(construct: IConstruct): construct is Inputs {
    return construct instanceof Inputs;
  }
}
