/** A machine with the programs of the doctor's choice on its PATH, and services that answer on loopback. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a fake program prints for parameters that begin so; anything else ends with 1. */
export type Script = Readonly<Record<string, { readonly stdout?: string; readonly stderr?: string; readonly status?: number }>>;

/** A folder of fake programs: the only place in which the doctor finds any. */
export function programs(scripts: Readonly<Record<string, Script>>): { readonly folder: string; readonly dispose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-doctor-test-'));
  for (const [name, script] of Object.entries(scripts)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${body(script)}`);
    chmodSync(file, 0o755);
  }
  return { folder, dispose: () => rmSync(folder, { recursive: true, force: true }) };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const body = (script: Script): string =>
  [
    'case "$*" in',
    ...Object.entries(script).map(
      ([beginning, { stdout = '', stderr = '', status = 0 }]) =>
        `${quoted(beginning)}*) printf %s ${quoted(stdout)}; printf %s ${quoted(stderr)} >&2; exit ${status} ;;`,
    ),
    'esac',
    'echo "unexpected: $*" >&2',
    'exit 1',
    '',
  ].join('\n');

export interface Service {
  readonly url: string;
  /** Every request so far: method, path and authorization. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

/** A service that answers each path by a function. */
export async function service(answer: (path: string, authorization: string) => { status: number; body: unknown }): Promise<Service> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const authorization = request.headers.authorization ?? '';
    requests.push(`${request.method} ${request.url} ${authorization}`);
    const { status, body: reply } = answer(request.url ?? '', authorization);
    // The doctor blocks this process while it waits for a program: an idle connection would have ended by then, and be used again.
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
