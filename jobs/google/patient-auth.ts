import { type AuthClient, GoogleAuth, type gaxios } from 'google-auth-library';
import { attemptsWithin, longestPause } from '../store/retries';

/** What the account of a job may do is decided by its roles, not by the scope of its token. */
export const scopes = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * The account of the job as clients of Cloud Storage ask for it. It repeats the question how far an upload is: when that fails as well as the
 * part before it, the client takes it that nothing arrived, and gives the upload up (googleapis/nodejs-storage issue 2193).
 */
export class PatientAuth extends GoogleAuth<AuthClient> {
  constructor(
    /** For how long a question is asked again. */
    private readonly seconds: number,
    /** @default the account that the machine knows */
    authClient?: AuthClient,
  ) {
    super({ scopes, ...(authClient === undefined ? {} : { authClient }) });
  }

  override async request<T>(options: gaxios.GaxiosOptions): gaxios.GaxiosPromise<T> {
    return await super.request<T>(isQuestion(options) ? { ...options, retry: true, retryConfig: this.retries() } : options);
  }

  private retries(): gaxios.RetryConfig {
    const attempts = attemptsWithin(this.seconds);
    return { retry: attempts, noResponseRetries: attempts, httpMethodsToRetry: ['PUT'], maxRetryDelay: longestPause * 1000 };
  }
}

const isQuestion = ({ method, headers }: gaxios.GaxiosOptions): boolean =>
  method === 'PUT' && (headers as Readonly<Record<string, unknown>> | undefined)?.['Content-Range'] === 'bytes */*';
