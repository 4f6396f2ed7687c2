/**
 * Serves providers from their schemas to a real Terraform, which attaches to them by socket: no binary, no registry,
 * no lock file. Runs inside the test process, so Terraform must be run asynchronously.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type handleUnaryCall, Server, ServerCredentials, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Reattach } from '../reattach';
import { brokerService, controllerService, providerService, stdioService } from './protocol';
import { type Call, type ConfigProblems, providerCalls } from './provider';
import type { ProviderSchema } from './schema';

export interface ServedProvider {
  readonly schema: ProviderSchema;
  /** @default nothing is checked beyond the schema */
  readonly problems?: ConfigProblems;
}

export interface ServedProviders {
  /** Hand this to a `Workspace`. */
  readonly reattach: Reattach;
  /** Ends the servers and removes their sockets; a Terraform still attached to them fails. */
  stop(): void;
}

export async function serveProviders(providers: readonly ServedProvider[]): Promise<ServedProviders> {
  const folder = mkdtempSync(join(tmpdir(), 'tfp-'));
  const servers: Server[] = [];
  const reattach: Record<string, Reattach[string]> = {};
  for (const [index, { schema, problems }] of providers.entries()) {
    const server = serverFor(providerCalls(schema, problems ?? (() => [])));
    servers.push(server);
    const socket = join(folder, `${index}.sock`);
    await listen(server, socket);
    reattach[schema.address] = {
      Protocol: 'grpc',
      ProtocolVersion: 5,
      Pid: process.pid,
      Test: true,
      Addr: { Network: 'unix', String: socket },
    };
  }
  return {
    reattach,
    stop() {
      for (const server of servers) server.forceShutdown();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serverFor(calls: Record<string, Call>): Server {
  // Whole states travel in one message; gRPC's default limit is 4 MB.
  const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
  server.addService(providerService, unaryCalls(calls));
  // Terraform says "shut down" at the end of each command, but the next command wants the same server.
  server.addService(controllerService, unaryCalls({ Shutdown: () => ({}) }));
  server.addService(stdioService, { StreamStdio: () => undefined });
  server.addService(brokerService, { StartStream: () => undefined });
  return server;
}

function unaryCalls(calls: Record<string, Call>): UntypedServiceImplementation {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]): [string, handleUnaryCall<unknown, object>] => [
      name,
      ({ request }, answer) => {
        try {
          answer(null, call(request as never));
        } catch (error) {
          answer({ code: status.INTERNAL, details: `${name}: ${(error as Error).message}` });
        }
      },
    ]),
  );
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve()));
  });
}
