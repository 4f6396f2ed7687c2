import { inOneLine } from './causes';

/** One request to a vendor, with the secret that it is sent with. */
export interface VendorRequest {
  readonly method: 'POST' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Answers that mean that it was done. */
  readonly done: readonly number[];
  /** What must never be printed in any of its forms, and what stands in its place. */
  readonly secret: { readonly forms: readonly string[]; readonly name: string };
  /** Milliseconds before the second attempt; three times as many before the third. @default 2000 */
  readonly pause?: number | undefined;
}

/** Answers after which another attempt makes sense: too many requests, or a fault of the server. */
const worthAnotherTry = (status: number): boolean => status === 429 || status >= 500;

const attempts = 3;

/** A secret goes over the network in clear text to this machine alone. */
const safeAddress = /^(https:\/\/[^ ]+|http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)$/;

/** Whether an address may be given a secret. */
export const mayBeGivenSecrets = (address: string): boolean => safeAddress.test(address);

/** Sends a request, up to three times. What went wrong is told, never thrown, and never with the secret. Undefined when it was done. */
export async function send(request: VendorRequest): Promise<string | undefined> {
  const { pause = 2000 } = request;
  for (let attempt = 1; ; attempt += 1) {
    const { problem, again } = await once(request);
    if (problem === undefined || !again || attempt === attempts) return problem;
    await new Promise((resolve) => setTimeout(resolve, pause * (2 * attempt - 1)));
  }
}

async function once({ method, url, headers, body, done, secret }: VendorRequest): Promise<{ problem?: string; again: boolean }> {
  const withoutSecret = (text: string): string => secret.forms.reduce((shown, form) => shown.replaceAll(form, secret.name), text);
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
    });
    if (done.includes(answer.status)) return { again: false };
    const text = withoutSecret(await answer.text()).slice(0, 300);
    return { problem: `${answer.status} ${text}`.trim(), again: worthAnotherTry(answer.status) };
  } catch (error) {
    return { problem: withoutSecret(`cannot reach ${url}: ${inOneLine(error)}`), again: true };
  }
}
