/** Where Google resources go. All three may be tokens: they are never parsed. */
export interface GooglePlace {
  /** Project id. */
  readonly project: string;
  /** Project number; the service agents of a project are named after it. */
  readonly projectNumber: string;
  /** Region of every bucket, key ring, database, workflow and job, e.g. `asia-southeast1`. */
  readonly location: string;
}

/** Labels of every resource that takes them. Values: lower-case letters, digits, `-` and `_`, at most 63 characters. */
export type Labels = Readonly<Record<string, string>>;

/** What all constructs of this folder ask for. */
export interface GoogleProps {
  /** Name of the product; first part of every name and a label. */
  readonly product: string;
  /** Name of the environment; second part of every name and a label. */
  readonly environment: string;
  readonly place: GooglePlace;
  /** Labels besides product and environment, e.g. owner. @default none */
  readonly labels?: Labels;
  /** Whether stores, keys and jobs refuse to be destroyed. @default they refuse */
  readonly protect?: boolean;
}

/** First part of every name: `<product>-<environment>`. */
export const prefixOf = ({ product, environment }: Pick<GoogleProps, 'product' | 'environment'>): string => `${product}-${environment}`;

export const labelsOf = ({
  product,
  environment,
  labels,
}: Pick<GoogleProps, 'product' | 'environment' | 'labels'>): Record<string, string> => ({
  product,
  environment,
  ...labels,
});

/** The accounts that Google's services act with in a project. Each exists once its API was used. */
export const serviceAgents = {
  /** Encrypts and decrypts objects of buckets with a customer key. */
  storage: (projectNumber: string) => `serviceAccount:service-${projectNumber}@gs-project-accounts.iam.gserviceaccount.com`,
  /** Writes exports and reads imports. */
  firestore: (projectNumber: string) => `serviceAccount:service-${projectNumber}@gcp-sa-firestore.iam.gserviceaccount.com`,
  /** Copies objects for transfer jobs. */
  storageTransfer: (projectNumber: string) => `serviceAccount:project-${projectNumber}@storage-transfer-service.iam.gserviceaccount.com`,
} as const;
