import { BackupJob } from '../../constructs/backup/aws/backup-job';
import { databaseSecret, json, render, sampleBucket, sampleSetting } from '../constructs/backup/aws/sample';
import { runCommand } from './command';
import { canBuildImages, ImageStore, type OpenedImage } from './image-store';
import { canRunImages, type EcsContainer, ecsTask, ImageTasks } from './image-task';
import type { LoggingProcess } from './job-process';
import { makeBaseImages } from './rehearsal-base-images';
import { databaseBackup } from './sample-product';

/** Longest that both images may take to be built, milliseconds. */
const buildLimit = 15 * 60_000;

export const imageTools = 'buildah, debootstrap, crun and root';
export const hasImageTools = (): boolean => canBuildImages() && canRunImages();

/** How ECS is told to run a job. */
export const [definition] = json(
  render((scope) => {
    const access = { postgres: { host: 'db.internal', secret: databaseSecret } };
    void new BackupJob(scope, 'database', { ...sampleSetting(scope), backup: databaseBackup, bucket: sampleBucket(scope), access });
  }),
  'aws_ecs_task_definition',
  'database-task-definition',
  'container_definitions',
) as [EcsContainer];

/** The targets of jobs/Dockerfile. To be made where tests are described: they are built before the first and gone after the last. */
export class JobImages {
  readonly tasks = new ImageTasks();
  private readonly store = new ImageStore();
  private opened: readonly OpenedImage[] = [];

  constructor() {
    beforeAll(async () => {
      const { status, stderr } = runCommand(['npm', 'run', '--silent', 'build:jobs']);
      if (status !== 0) throw new Error(stderr);
      const bases = await makeBaseImages(this.store);
      this.opened = await Promise.all([this.store.build('postgres', bases), this.store.build('web', bases)]);
    }, buildLimit);
    afterAll(async () => {
      this.tasks.remove();
      await this.store.remove();
    }, buildLimit);
  }

  get postgres(): OpenedImage {
    return this.opened[0] as OpenedImage;
  }

  get web(): OpenedImage {
    return this.opened[1] as OpenedImage;
  }

  /** Runs an image as ECS does. What is given here counts for more than the definition, except where a program may write. */
  onEcs(image: OpenedImage, environment: Readonly<Record<string, string>>, command?: readonly string[]): LoggingProcess {
    return this.tasks.start(image, ecsTask(image, definition, environment, command));
  }
}
