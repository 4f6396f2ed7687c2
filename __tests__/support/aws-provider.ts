/**
 * The real AWS provider from the mirror of this machine, in two forms:
 * started once and attached to by every terraform command (its own checks, a second a stack instead of three or more),
 * or only its schema, for `serveProviders` (plan and apply without an account).
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsProviderBinary, awsProviderMirror, type ProviderBinary } from './provider-mirror';
import type { Reattach } from './reattach';
import { type ProviderSchema, readProviderSchemas } from './schema-provider';
import { Workspace } from './workspace';

/** The executable is 700 MB: the first start from a cold disk takes long. */
const START_TIMEOUT_MS = 90_000;

/**
 * Runs the provider until standard input closes. It closes when the test process ends, however it ends, so that no
 * provider (600 MB of memory) is left behind by a test that was killed or forgot `stop()`.
 */
const RUN_UNTIL_STDIN_CLOSES = `
  "$0" -debug & provider=$!
  exec 3<&0
  (cat <&3 >/dev/null; kill -9 $provider 2>/dev/null) &
  wait $provider`;

export interface RunningProvider {
  /** Hand this to a `Workspace`, merged with other providers if there are any. */
  readonly reattach: Reattach;
  readonly version: string;
  /** Ends the provider. */
  stop(): void;
}

/**
 * Starts the AWS provider for any number of terraform commands, in parallel too. For `validate` only: a plan would
 * configure it, and the configuration of one stack would be that of all the others.
 * @throws where the mirror holds no AWS provider, or it did not start in time
 */
export async function startAwsProvider(): Promise<RunningProvider> {
  const { path, version } = requireBinary();
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  const child = spawn('/bin/sh', ['-c', RUN_UNTIL_STDIN_CLOSES, path], {
    env: { PATH: process.env.PATH, TMPDIR: folder, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const stop = (): void => {
    child.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const reattach = await new Promise<Reattach>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the AWS provider did not start within ${START_TIMEOUT_MS} ms`)), START_TIMEOUT_MS);
      let output = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        const announced = /TF_REATTACH_PROVIDERS='(.+)'/.exec(output)?.[1];
        if (announced === undefined) return;
        clearTimeout(timer);
        resolve(JSON.parse(announced) as Reattach);
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the AWS provider ended with exit code ${code}:\n${output}`)));
    });
    // A test that forgets stop() must not wait for the provider for ever.
    child.unref();
    for (const pipe of [child.stdin, child.stdout]) (pipe as Socket).unref();
    return { reattach, version, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

/**
 * The schema of the AWS provider in the mirror. Read from the provider at the first use (some 10 s) and kept in the
 * folder for temporary files, by version.
 * @throws where the mirror holds no AWS provider, or terraform is missing
 */
export async function awsSchema(): Promise<ProviderSchema> {
  const { version } = requireBinary();
  const cache = join(tmpdir(), `opskeep-aws-schema-${version}.json`);
  if (!existsSync(cache)) {
    const json = await readAwsSchema(version);
    // Another test process may read at the same moment: it must see all of the file or none.
    const partial = `${cache}.${process.pid}`;
    writeFileSync(partial, json);
    renameSync(partial, cache);
  }
  const [schema] = readProviderSchemas(cache);
  if (schema === undefined) throw new Error(`${cache} holds no provider: delete it`);
  return schema;
}

async function readAwsSchema(version: string): Promise<string> {
  const workspace = new Workspace({ mirror: awsProviderMirror() });
  try {
    const stack = workspace.stackFromJson('schema', {
      terraform: { required_providers: { aws: { source: 'hashicorp/aws', version } } },
    });
    await stack.init();
    return await stack.providerSchemas();
  } finally {
    workspace.dispose();
  }
}

function requireBinary(): ProviderBinary {
  const binary = awsProviderBinary();
  if (binary === undefined) throw new Error('no mirror with the AWS provider: set OPSKEEP_PROVIDER_MIRROR');
  return binary;
}
