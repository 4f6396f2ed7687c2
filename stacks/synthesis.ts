import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type App, Manifest } from 'cdktf';
import type { BaseStack } from './base-stack';
import type { RenderedStack } from './rendered-stack';

/** A file of the output: its path below the output folder and its bytes. */
export interface OutputFile {
  readonly path: string;
  readonly content: string;
}

/**
 * Resolves every stack in memory. Nothing is written, so a mistake that only shows here leaves the output folder as it was.
 *
 * The validations that cdktf hangs on elements are not run: one of them asks the terraform binary for its version, which a synth must
 * not need, and the others are judged by `terraform validate`.
 */
export function resolveStacks(stacks: readonly BaseStack[]): readonly RenderedStack[] {
  for (const stack of stacks) stack.prepareStack();
  return stacks.map((stack) => ({ stack, json: stack.toTerraform() }));
}

/**
 * Resolves the stacks of a synth that has failed already, so that all that is wrong is told in one run. A stack that relies on what a proof
 * refused may not resolve, and is left out: nothing of it will be written.
 */
export function resolveWhatCanBe(stacks: readonly BaseStack[]): readonly RenderedStack[] {
  return stacks.flatMap((stack) => {
    try {
      return resolveStacks([stack]);
    } catch {
      return [];
    }
  });
}

/** The files of resolved stacks, and the manifest that names them. */
export function filesOf(app: App, rendered: readonly RenderedStack[]): readonly OutputFile[] {
  const manifest = new Manifest(String(app.node.tryGetContext('cdktfVersion')), app.outdir, false);
  const files = rendered.map(({ stack, json: content }) => ({
    path: manifest.forStack(stack).synthesizedStackPath,
    content: json(content),
  }));
  return [...files, { path: Manifest.fileName, content: json(manifest.buildManifest()) }];
}

/** Resolves stacks into their files. */
export const render = (app: App, stacks: readonly BaseStack[]): readonly OutputFile[] => filesOf(app, resolveStacks(stacks));

/**
 * Replaces the output folder's own files by these. Each file appears whole or not at all, the manifest last, and folders of stacks
 * that are gone are removed; what terraform keeps beside a stack (`.terraform`, lock files) stays.
 */
export function write(outdir: string, files: readonly OutputFile[]): void {
  for (const { path, content } of files) {
    const file = join(outdir, path);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== content) replaceFile(file, content);
  }
  removeForgottenStacks(outdir, files);
}

/** Writes a file, so that whoever reads it sees the old bytes or the new ones, and makes its folder. */
export function replaceFile(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(unfinished, content);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function removeForgottenStacks(outdir: string, files: readonly OutputFile[]): void {
  const folder = join(outdir, Manifest.stacksFolder);
  const kept = new Set(
    files
      .map(({ path }) => path.split('/'))
      .flatMap(([top, stack]) => (top === Manifest.stacksFolder && stack !== undefined ? [stack] : [])),
  );
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    if (!kept.has(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/**
 * Runs a function without the stack traces that cdktf records in every lazy value: they cost a third of a synth and nobody
 * reads them. Errors that the function throws keep their messages.
 */
export function withoutCreationTraces<T>(synthesize: () => T): T {
  const capture = Error.captureStackTrace;
  // Setting Error.stackTraceLimit does not help: cdktf sets a limit of its own around each capture.
  Error.captureStackTrace = () => {};
  try {
    return synthesize();
  } finally {
    Error.captureStackTrace = capture;
  }
}
