import type { Connect } from '../../jobs/google/google-api';
import { objectsIn } from './google-job';
import { type Answer, type Asked, GoogleServices } from './google-services';
import { GoogleStorageEmulator } from './google-storage-emulator';

/**
 * Cloud Storage and the other services of Google for the tests of a program, with buckets of its own for each test. To be made where tests are
 * described: it starts before the first and ends after the last.
 */
export class GoogleScene<Bucket extends string> {
  readonly emulator = new GoogleStorageEmulator();
  private services: GoogleServices | undefined;
  private count = 0;

  constructor(private readonly buckets: readonly Bucket[]) {
    beforeAll(async () => {
      await this.emulator.start();
      Object.assign(process.env, this.emulator.environment);
    });
    beforeEach(() => this.anew());
    afterEach(() => this.services?.stop());
    afterAll(() => this.emulator.stop());
  }

  /** Makes all buckets anew, under other names. */
  async anew(): Promise<void> {
    this.count += 1;
    for (const name of this.buckets) await this.emulator.makeBucket(this.bucket(name));
  }

  /** What a bucket of this test is called. */
  readonly bucket = (name: Bucket): string => `${name}-${this.count}`;

  async objects(name: Bucket): Promise<Readonly<Record<string, Buffer>>> {
    return await objectsIn(this.emulator, this.bucket(name));
  }

  /** The other services, which answer as a test says. */
  async answering(answer: (asked: Asked) => Answer | undefined): Promise<Connect> {
    this.services?.stop();
    this.services = new GoogleServices(answer);
    await this.services.start();
    return this.services.connect;
  }

  /** What the other services were asked. */
  get asked(): readonly Asked[] {
    return this.services?.asked ?? [];
  }
}
