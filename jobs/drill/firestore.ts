import { jobSettings } from '../../model/job-settings';
import { JobError } from '../exit';
import type { Connect } from '../google/google-api';
import { ScratchFirestore } from '../google/scratch-firestore';
import type { VerifiedCopy } from '../restore/copies';
import { type Environment, SettingsReader } from '../settings';
import { applicationAnswers, productCommand } from './checks';
import { type Check, type DrillTools, type FoundCopy, passed, type Restored, type Verdict } from './drill';

/**
 * An export of Firestore, imported into the scratch database. That is emptied before, since an import deletes nothing, and after.
 * @param pause milliseconds between two looks at an operation. @default 5 s
 */
export const firestoreCopy =
  (connect: Connect, pause?: number) =>
  ({ manifest, madeAt }: VerifiedCopy, tools: DrillTools): FoundCopy => {
    const settings = new SettingsReader(tools.environment);
    const project = settings.text(jobSettings.project);
    const database = settings.text(jobSettings.database);
    const scratch = settings.text(jobSettings.scratchDatabase);
    settings.settled();
    if (scratch === database) throw new JobError('refused', `the drill would import into ${database}, which it is to protect`);
    const { copies, signal } = tools;
    const firestore = new ScratchFirestore(connect('firestore', signal), project, scratch, signal, pause);
    return {
      key: manifest.key,
      madeAt,
      bytes: manifest.bytes,
      async restore() {
        await firestore.empty();
        const documents = await firestore.fill(`gs://${copies.bucket}/${manifest.key}`);
        return new RestoredDocuments(firestore, documents, { GOOGLE_CLOUD_PROJECT: project, FIRESTORE_DATABASE: scratch }, tools);
      },
      async stop() {
        // The time of a program that is told to stop does not suffice, and the next drill empties the database as well.
        if (signal.aborted) throw new JobError('interrupted', `${scratch} is left as it is until the next drill`);
        await firestore.empty();
      },
    };
  };

class RestoredDocuments implements Restored {
  constructor(
    private readonly firestore: ScratchFirestore,
    private readonly documents: number,
    /** By which variables commands of the product find the restored documents. */
    private readonly place: Environment,
    private readonly tools: DrillTools,
  ) {}

  /** An export says nowhere that can be read how many documents it holds. */
  async differences(): Promise<readonly string[]> {
    return this.documents > 0 ? [] : ['no document was imported'];
  }

  async check(check: Check): Promise<Verdict> {
    const { productFolder, programs, signal } = this.tools;
    switch (check.kind) {
      case 'documents':
        return await this.documentsAtLeast(check.collection, check.atLeast);
      case 'http':
        return await applicationAnswers(check, this.tools);
      case 'command':
        return await productCommand(check.command, await productFolder(), { environment: { ...programs, ...this.place }, signal });
      case 'rows':
        return { failed: `${check.table} cannot be counted: Firestore holds no tables` };
    }
  }

  private async documentsAtLeast(collection: string, atLeast: number): Promise<Verdict> {
    const documents = await this.firestore.count(collection, atLeast);
    if (documents >= atLeast) return passed;
    return { failed: `${collection} has ${documents} documents, at least ${atLeast} must be there` };
  }
}
