import type { PagerEvent } from './page-test-events';

/** Where events go unless the environment says otherwise. */
const defaultAddress = 'https://events.pagerduty.com';

export interface EventsApi {
  /** Sends an event; what went wrong is told, never thrown, and never with the key. Undefined when PagerDuty took it. */
  send(event: PagerEvent): Promise<string | undefined>;
}

export interface EventsApiOptions {
  /** Routing key of the event orchestration. */
  readonly key: string;
  /** Another address of the Events API. @default PagerDuty's in the United States; `https://events.eu.pagerduty.com` for accounts in the European Union */
  readonly address?: string;
  /** Milliseconds before the second attempt; three times as many before the third. @default 2000 */
  readonly pause?: number;
}

/** Answers after which another attempt makes sense: too many requests, or a fault of the server. */
const worthAnotherTry = (status: number): boolean => status === 429 || status >= 500;

const attempts = 3;

/** A key goes over the network in clear text to this machine alone. */
const safeAddress = /^(https:\/\/[^ ]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)$/;

/** Whether an address of the Events API may be given the key. */
export const mayBeGivenTheKey = (address: string): boolean => safeAddress.test(address);

/** PagerDuty's Events API v2. */
export function eventsApi({ key, address = defaultAddress, pause = 2000 }: EventsApiOptions): EventsApi {
  const url = `${address.replace(/\/+$/, '')}/v2/enqueue`;
  const once = async (event: PagerEvent): Promise<{ readonly problem?: string; readonly again: boolean }> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ routing_key: key, ...event }),
        redirect: 'error',
        signal: AbortSignal.timeout(30_000),
      });
      if (answer.status === 202) return { again: false };
      const text = (await answer.text()).replaceAll(key, '<routing key>').slice(0, 300);
      return { problem: `${answer.status} ${text}`.trim(), again: worthAnotherTry(answer.status) };
    } catch (error) {
      return { problem: `cannot reach ${url}: ${reasonOf(error)}`.replaceAll(key, '<routing key>'), again: true };
    }
  };
  return {
    async send(event) {
      for (let attempt = 1; ; attempt += 1) {
        const { problem, again } = await once(event);
        if (problem === undefined || !again || attempt === attempts) return problem;
        await new Promise((resolve) => setTimeout(resolve, pause * (2 * attempt - 1)));
      }
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
