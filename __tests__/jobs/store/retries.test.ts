import { Retries } from '../../../jobs/store/retries';

const failed = { errorType: 'TRANSIENT' };

/** Attempts until it gives up, and how long that took in seconds. */
async function attemptsOf(retries: Retries, error: { readonly errorType: string } = failed): Promise<readonly [number, number]> {
  const began = performance.now();
  let token = await retries.acquireInitialRetryToken();
  for (let attempts = 1; ; attempts += 1) {
    try {
      token = await retries.refreshRetryTokenForRetry(token, error);
    } catch {
      return [attempts, (performance.now() - began) / 1000];
    }
  }
}

describe('a request to a store', () => {
  it.each(['TRANSIENT', 'THROTTLING'])('that fails as %s is tried again until its time is over, and once at its end', async (errorType) => {
    const [attempts, seconds] = await attemptsOf(new Retries(0.5), { errorType });
    expect(attempts).toBeGreaterThanOrEqual(4);
    expect(seconds).toBeGreaterThanOrEqual(0.499);
  });

  it.each(['CLIENT_ERROR', 'SERVER_ERROR'])('that fails as %s fails at once', async (errorType) => {
    expect((await attemptsOf(new Retries(60), { errorType }))[0]).toBe(1);
  });

  it('waits no longer for a store that asks for more patience than there is', async () => {
    const token = await new Retries(0.2).acquireInitialRetryToken();
    const next = await new Retries(0.2).refreshRetryTokenForRetry(token, { ...failed, retryAfterHint: new Date(Date.now() + 3_600_000) });
    expect(next.getRetryCount()).toBe(1);
  });

  it('ends its pause at the order to stop', async () => {
    const stop = new AbortController();
    const retries = new Retries(300, () => stop.signal);
    const token = await retries.acquireInitialRetryToken();
    const paused = retries.refreshRetryTokenForRetry(token, { ...failed, retryAfterHint: new Date(Date.now() + 200_000) });
    stop.abort();
    await expect(paused).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('that takes parts back after the order to stop has a short time of its own', async () => {
    const stopped = AbortSignal.abort();
    expect(await new Retries(300, () => stopped).acquireInitialRetryToken()).toMatchObject({ seconds: 5, stopped: undefined });
  });
});
