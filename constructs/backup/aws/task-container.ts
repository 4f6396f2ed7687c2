import type { EcsTaskDefinitionVolume } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { jobContainer, jobSettings } from '../../../model/job-settings';
import { terraformJson } from '../../terraform-text';
import type { ContainerSecret, FileSystemAccess } from './job-inputs';

/** The unprivileged user that the job image has. */
const user = '10001:10001';
const scratch = { volume: 'scratch', path: '/scratch' } as const;
const source = { volume: 'source', path: '/source' } as const;

export interface ContainerOptions {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly ContainerSecret[];
  readonly fileSystem: FileSystemAccess | undefined;
  readonly logs: { readonly group: string; readonly region: string; readonly streamPrefix: string };
}

/**
 * The container of a job, as ECS reads it. Its own file system is read-only; it runs without privileges and writes to the scratch
 * volume only.
 */
export function containerDefinitions(options: ContainerOptions): string {
  const { fileSystem, logs } = options;
  const environment = {
    ...options.environment,
    [jobSettings.scratch]: scratch.path,
    TMPDIR: scratch.path,
    ...(fileSystem === undefined ? {} : { [jobSettings.sourceFolder]: source.path }),
  };
  return terraformJson([
    {
      name: jobContainer,
      image: options.image,
      essential: true,
      command: options.command,
      readonlyRootFilesystem: true,
      user,
      linuxParameters: { initProcessEnabled: true, capabilities: { drop: ['ALL'] } },
      environment: environmentList(environment),
      secrets: options.secrets.map(({ variable, secret, key }) => ({
        name: variable,
        valueFrom: key === undefined ? secret.arn : `${secret.arn}:${key}::`,
      })),
      mountPoints: [
        { sourceVolume: scratch.volume, containerPath: scratch.path, readOnly: false },
        ...(fileSystem === undefined ? [] : [{ sourceVolume: source.volume, containerPath: source.path, readOnly: true }]),
      ],
      portMappings: [],
      volumesFrom: [],
      systemControls: [],
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': logs.group, 'awslogs-region': logs.region, 'awslogs-stream-prefix': logs.streamPrefix },
      },
    },
  ]);
}

/** Volumes that the mounts of the container name. */
export function taskVolumes(fileSystem: FileSystemAccess | undefined): EcsTaskDefinitionVolume[] {
  if (fileSystem === undefined) return [{ name: scratch.volume }];
  const { fileSystemId, accessPointId } = fileSystem;
  const efsVolumeConfiguration = { fileSystemId, transitEncryption: 'ENABLED', authorizationConfig: { accessPointId, iam: 'ENABLED' } };
  return [{ name: scratch.volume }, { name: source.volume, efsVolumeConfiguration }];
}

/** What a run changes of the environment, as the scheduler hands it to ECS. */
export function environmentOverride(environment: Readonly<Record<string, string>>): string {
  return terraformJson({ containerOverrides: [{ name: jobContainer, environment: environmentList(environment) }] });
}

function environmentList(environment: Readonly<Record<string, string>>): readonly { name: string; value: string }[] {
  return Object.entries(environment).map(([name, value]) => ({ name, value }));
}
