import { GoogleAuth, type gaxios } from 'google-auth-library';
import { inWords, JobError } from '../exit';
import { scopes } from './patient-auth';

/** Whoever sends requests: with the credential of the job in production, with none to a stand-in. */
export interface Requester {
  request<T>(options: gaxios.GaxiosOptions): Promise<{ readonly data: T }>;
}

/** A request that nobody answers in this time is given up, milliseconds; tried again where that does no harm. */
const patience = 60_000;

type Parameters = Readonly<Record<string, string | number>>;

/** A REST interface of Google. Every failure is a `JobError` with the reason `source`, which tells the status and what the service said. */
export class GoogleApi {
  constructor(
    /** As people call the service. */
    private readonly title: string,
    /** Scheme and host. */
    private readonly origin: string,
    private readonly requester: Requester,
    private readonly signal: AbortSignal,
  ) {}

  async get<T>(path: string, params: Parameters = {}): Promise<T> {
    return await this.request<T>({ method: 'GET', url: this.url(path), params });
  }

  /** @param repeatable whether a request that was answered with a failure may be sent again. @default it may not */
  async post<T>(path: string, data: unknown, { repeatable = false } = {}): Promise<T> {
    return await this.request<T>({
      method: 'POST',
      url: this.url(path),
      data,
      retryConfig: { httpMethodsToRetry: repeatable ? ['GET', 'POST'] : ['GET'] },
    });
  }

  /** Every page of a list; the next one is fetched only when it is asked for. */
  async *pages<T extends { readonly nextPageToken?: string }>(
    path: string,
    params: Parameters = {},
    /** Name of the parameter that asks for the next page. */
    next = 'pageToken',
  ): AsyncGenerator<T> {
    let token: string | undefined;
    do {
      const page: T = await this.get<T>(path, { ...params, ...(token === undefined ? {} : { [next]: token }) });
      yield page;
      // Some services end a list with an empty token instead of none.
      token = page.nextPageToken === '' ? undefined : page.nextPageToken;
    } while (token !== undefined);
  }

  private url(path: string): string {
    return `${this.origin}/${path}`;
  }

  private async request<T>(options: gaxios.GaxiosOptions): Promise<T> {
    try {
      const { data } = await this.requester.request<T>({ timeout: patience, retry: true, ...options, signal: this.signal });
      return data;
    } catch (error) {
      this.signal.throwIfAborted();
      const path = new URL(options.url ?? this.origin).pathname;
      throw new JobError('source', `${this.title} did not answer ${options.method} ${path}: ${reasonIn(error)}`);
    }
  }
}

/** What the service says of a failure, where it says something. */
function reasonIn(error: unknown): string {
  const answer = (error as { readonly response?: { readonly status?: number; readonly data?: unknown } }).response;
  if (answer === undefined) return inWords(error);
  const { error: told } = (answer.data ?? {}) as { readonly error?: { readonly message?: string } };
  return `${answer.status}: ${told?.message ?? inWords(error)}`;
}

/** Where the services are that jobs on Google Cloud ask. */
export const googleOrigins = {
  identityToolkit: 'https://identitytoolkit.googleapis.com',
  remoteConfig: 'https://firebaseremoteconfig.googleapis.com',
  rules: 'https://firebaserules.googleapis.com',
  firestore: 'https://firestore.googleapis.com',
  hosting: 'https://firebasehosting.googleapis.com',
  monitoring: 'https://monitoring.googleapis.com',
} as const;

type ServiceName = keyof typeof googleOrigins;

const titles: Readonly<Record<ServiceName, string>> = {
  identityToolkit: 'Identity Toolkit',
  remoteConfig: 'Remote Config',
  rules: 'Firebase Rules',
  firestore: 'Firestore',
  hosting: 'Firebase Hosting',
  monitoring: 'Cloud Monitoring',
};

/** Gives the interface of a service, whose requests end with the signal. */
export type Connect = (service: ServiceName, signal: AbortSignal) => GoogleApi;

/** Services somewhere. */
export const connectTo =
  (origins: Readonly<Record<ServiceName, string>>, requester: () => Requester): Connect =>
  (service, signal) =>
    new GoogleApi(titles[service], origins[service], requester(), signal);

/** The services of Google, as the account that the job runs as. */
export const connectToGoogle: Connect = connectTo(googleOrigins, () => new GoogleAuth({ scopes }));
