/** The whole output of products, rendered in process: nothing is written, no terraform is asked. */
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Product } from '../../model/product';
import { products } from '../../products';
import { Settings } from '../../settings/settings';
import { type Assembly, assemble, knownProducts } from '../../stacks/assembly';
import { render, withoutCreationTraces } from '../../stacks/synthesis';
import type { StackJson } from './schema-provider';

export type Block = Readonly<Record<string, unknown>>;

export interface Rendered {
  readonly assembly: Assembly;
  /** Bytes of each stack file by the name of the stack. */
  readonly files: Readonly<Record<string, string>>;
  /** Parsed stacks by name. */
  readonly stacks: Readonly<Record<string, StackJson>>;
}

/** Assembles and renders products, all of them with no settings unless others are given. */
export function renderProducts(chosen: readonly Product[] = products, settings: Settings = Settings.none): Rendered {
  return withoutCreationTraces(() => {
    const assembly = assemble(chosen, settings, join(tmpdir(), 'opskeep-rendered'));
    const files = Object.fromEntries(
      render(assembly.app, assembly.stacks).flatMap(({ path, content }) => {
        const [, stack] = /^stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path) ?? [];
        return stack === undefined ? [] : [[stack, content]];
      }),
    );
    const stacks = Object.fromEntries(Object.entries(files).map(([stack, content]) => [stack, JSON.parse(content) as StackJson]));
    return { assembly, files, stacks };
  });
}

/** Every setting of the five products, with values of nobody. */
export function completeSettings(): Settings {
  const { settings, findings } = Settings.check(JSON.parse(readFileSync(completeSettingsFile, 'utf8')), knownProducts(products));
  if (findings.length > 0) throw new Error(JSON.stringify(findings, null, 2));
  return settings;
}

export const completeSettingsFile = join(__dirname, 'complete-settings.json');

/** A resource, data source or provider block and where it stands. */
export interface Placed {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  readonly block: Block;
  /** `<stack>: <type>.<id>`, for messages. */
  readonly address: string;
}

/** All resources of the stacks, of one type if it is given. */
export function resources({ stacks }: Rendered, type?: string): readonly Placed[] {
  return Object.entries(stacks).flatMap(([stack, { resource = {} }]) =>
    Object.entries(resource as Readonly<Record<string, Readonly<Record<string, Block>>>>)
      .filter(([found]) => type === undefined || found === type)
      .flatMap(([found, blocks]) =>
        Object.entries(blocks).map(([id, block]) => ({ stack, type: found, id, block, address: `${stack}: ${found}.${id}` })),
      ),
  );
}

/** The settings that a text of Terraform reads, and what it refers to otherwise: contents of `${...}` that is no escaped `$${...}`. */
export function references(text: string): readonly string[] {
  return [...text.matchAll(/(?<!\$)\$\{([^}]*)\}/g)].map(([, reference = '']) => reference);
}

/** A text as Terraform hands it to a provider, with every reference replaced by the given text. */
export function unescaped(text: string, reference = 'reference'): string {
  return text.replace(/(?<!\$)\$\{[^}]*\}/g, reference).replace(/([$%])\1\{/g, '$1{');
}

/** One value of a stack with its attribute. Texts that hold JSON are looked into, as they are after Terraform's unescaping. */
export interface Leaf {
  /** Name of the nearest attribute. */
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
}

export function leaves(value: unknown, name = '', path = ''): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => leaves(entry, name, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([key]) => key !== '//')
      .flatMap(([key, entry]) => leaves(entry, key, `${path}.${key}`));
  const nested = typeof value === 'string' ? parsed(value) : undefined;
  return nested === undefined ? [{ name, path, value }] : leaves(nested, name, path);
}

/** An object or a list written as JSON, or as JSON in base64 (the body of a scheduled request). */
function parsed(text: string): unknown {
  const json = /^(eyJ|W3)[A-Za-z0-9+/]*=*$/.test(text) ? Buffer.from(text, 'base64').toString() : text;
  if (!/^[[{]/.test(json)) return undefined;
  try {
    return JSON.parse(json.replace(/([$%])\1\{/g, '$1{'));
  } catch {
    return undefined;
  }
}
