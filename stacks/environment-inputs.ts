import type { IResolvable } from 'cdktf';
import { fillInputs } from '../constructs/input-text';
import type { InputOptions } from '../constructs/inputs';
import type { Person, Rota } from '../model/on-call';
import type { DeclaredProduct } from '../model/product';
import { definitionOf, type EnvironmentSettingKey, type GlobalSettingKey } from '../settings/definitions';
import type { Settings } from '../settings/settings';
import type { BaseStack } from './base-stack';

/** The name of the input variable that asks for a person's address. */
export const emailInput = (person: Person): string => `${person.role.replaceAll('-', '_')}_email`;

/** Names of all inputs that settings may give to a product: its own, and the addresses of people that it leaves open. */
export function inputNames(product: DeclaredProduct): readonly string[] {
  return [
    ...product.inputs.map((input) => input.name),
    ...product.onCall.people.filter((person) => person.email === undefined).map(emailInput),
  ];
}

/** The settings of one product environment as input variables of one stack. A variable exists only in stacks that ask for it. */
export class EnvironmentInputs {
  constructor(
    private readonly stack: BaseStack,
    private readonly settings: Settings,
    private readonly product: DeclaredProduct,
    private readonly environment: string,
  ) {}

  /** A setting of the environment, as the token of `<group>_<key>`. */
  text(key: EnvironmentSettingKey, meets: readonly string[] = []): string {
    return this.stack.inputs.text({ ...this.options(key), value: this.known(key), meets });
  }

  /** A setting that may stay empty. */
  optional(key: EnvironmentSettingKey, meets: readonly string[] = []): string {
    return this.stack.inputs.optional({ ...this.options(key), value: this.known(key), meets }, '');
  }

  /** A switch, off until a person turns it on. */
  flag(key: EnvironmentSettingKey): IResolvable {
    const { name, meaning, setting } = this.options(key);
    return this.stack.inputs.flag({ name, meaning, setting, value: this.settings.flag(this.product.name, this.environment, key) }, false);
  }

  /** A setting with several entries. */
  list(key: EnvironmentSettingKey): string[] {
    const value = this.settings.environment(this.product.name, this.environment, key);
    return this.stack.inputs.list({ ...this.options(key), value: Array.isArray(value) ? value : undefined });
  }

  /** The entries of a list setting if it is known at synth; for settings that are optional as a whole. */
  knownList(key: EnvironmentSettingKey): readonly string[] | undefined {
    const value = this.settings.environment(this.product.name, this.environment, key);
    return Array.isArray(value) ? value : undefined;
  }

  /** The value of a setting if it is known at synth: for proofs, which cannot look into a variable. */
  known(key: EnvironmentSettingKey): string | undefined {
    const value = this.settings.environment(this.product.name, this.environment, key);
    return typeof value === 'string' ? value : undefined;
  }

  /** A setting of the whole installation. */
  global(key: GlobalSettingKey): string {
    return globalInput(this.stack, this.settings, key);
  }

  /** The inputs of the product and the addresses that it leaves open, by name, each a variable once somebody reads it. */
  get declared(): Readonly<Record<string, string>> {
    const inputs: Record<string, string> = {};
    for (const { name, meaning, pattern, example, meets } of this.product.inputs) {
      Object.defineProperty(inputs, name, {
        enumerable: true,
        get: () =>
          this.stack.inputs.text({
            name,
            meaning,
            pattern,
            example,
            setting: this.path(`inputs.${name}`),
            value: this.free('inputs', name),
            meets,
          }),
      });
    }
    for (const person of this.product.onCall.people.filter(({ email }) => email === undefined)) {
      Object.defineProperty(inputs, emailInput(person), { enumerable: true, get: () => this.email(person) });
    }
    return inputs;
  }

  /** A text of the declaration with the inputs that it names. */
  fill(text: string): string {
    return fillInputs(text, this.declared, this.stack.node.id);
  }

  /** Login address of a person: as declared, else asked for. */
  email(person: Person): string {
    if (person.email !== undefined) return this.fill(person.email);
    const name = emailInput(person);
    return this.stack.inputs.text({
      name,
      meaning: `login address of ${person.title} in PagerDuty`,
      pattern: '^[^@ ]+@[^@ ]+[.][^@ ]+$',
      example: 'someone@example.com',
      setting: this.path(`inputs.${name}`),
      value: this.free('inputs', name),
      meets: person.meets,
    });
  }

  /** Id of a schedule that people keep by hand. */
  externalSchedule(rota: Rota): string {
    return this.stack.inputs.text({
      name: `${rota.name.replaceAll('-', '_')}_schedule_id`,
      meaning: `id of the schedule ${rota.title} in PagerDuty`,
      pattern: '^[A-Z0-9]+$',
      example: 'PXXXXXX',
      setting: this.path(`externalSchedules.${rota.name}`),
      value: this.free('externalSchedules', rota.name),
      meets: rota.meets,
    });
  }

  private free(group: 'inputs' | 'externalSchedules', name: string): string | undefined {
    return this.settings.free(this.product.name, this.environment, group, name);
  }

  private options(key: EnvironmentSettingKey): Omit<InputOptions, 'value'> {
    const { meaning, pattern, example, differsFrom } = definitionOf(key);
    const { locations } = this.product;
    // Data may leave its places by a variable as well as by a setting: the plan refuses both.
    const allowed =
      locations !== undefined && (key === 'google.location' || key === 'google.copyLocation')
        ? `^(${locations.allowed.join('|')})$`
        : pattern;
    return {
      name: variableName(key),
      meaning,
      pattern: allowed,
      example,
      setting: this.path(key),
      ...(differsFrom === undefined ? {} : { differsFrom: variableName(differsFrom) }),
    };
  }

  private path(key: string): string {
    return `products.${this.product.name}.${this.environment}.${key}`;
  }
}

/** A setting of the whole installation as an input variable of a stack. */
export function globalInput(stack: BaseStack, settings: Settings, key: GlobalSettingKey): string {
  const { meaning, pattern, example } = definitionOf(key);
  return stack.inputs.text({ name: variableName(key), meaning, pattern, example, setting: key, value: settings.global(key) });
}

/** `aws.accountId` becomes `aws_account_id`. */
function variableName(key: string): string {
  return key.replaceAll('.', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
