import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * Milliseconds after which a request is given up and tried again: without a connection, without a byte, and in all. A part of 50 MB has its
 * time at 0.2 MB/s.
 */
const patience = { connectionTimeout: 10_000, socketTimeout: 60_000, requestTimeout: 300_000 };

type Handle = NodeHttpHandler['handle'];

/**
 * Sends requests, and ends those under way when a signal says so. The uploader of the SDK does not hand a signal on to the requests of
 * its parts: an upload to a store that hangs would outlive the order to stop. The request that takes the parts back is let through.
 */
export class StoppableHandler extends NodeHttpHandler {
  /** Seconds by which the clock here was ahead of that of the store when it answered last; its answers tell whole seconds. */
  clockAhead = 0;
  /** Ends the requests that are under way and those that begin. */
  signal: AbortSignal | undefined;

  constructor(limits: typeof patience = patience) {
    super({ ...limits, throwOnRequestTimeout: true });
  }

  /** Ends the requests that `work` has under way when the signal is aborted. Whatever broke because of that, the order to stop is why. */
  async stoppedBy<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    this.signal = signal;
    try {
      return await work();
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      this.signal = undefined;
    }
  }

  override async handle(...[request, options]: Parameters<Handle>): ReturnType<Handle> {
    const takesBack = request.method === 'DELETE';
    const signal = takesBack ? undefined : this.signal;
    const answer = await super.handle(request, signal === undefined ? options : { ...options, abortSignal: signal });
    const storeTime = Date.parse(answer.response.headers['date'] ?? '');
    if (!Number.isNaN(storeTime)) this.clockAhead = Math.round((Date.now() - storeTime) / 1000);
    return answer;
  }
}
