import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../jobs/exit';
import { jobPrograms } from '../../model/job-settings';
import { json, render, sampleArchive } from '../constructs/backup/aws/sample';
import { projectRoot, runCommand } from '../support/command';
import type { EcsContainer } from '../support/image-task';
import { describeWithTool } from '../support/optional-tools';

const dockerfile = readFileSync(join(projectRoot, 'jobs', 'Dockerfile'), 'utf8');
const lines = dockerfile.split('\n');

const stack = render((scope) => void sampleArchive(scope));
const [container] = json(stack, 'aws_ecs_task_definition', 'archive-task-definition', 'container_definitions') as [EcsContainer];

describe('the image of the jobs', () => {
  it('takes every base image from the build, by digest, and none by its name', () => {
    const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1]);
    expect(bases).toEqual(['${NODE_IMAGE}', 'node', '${POSTGRES_IMAGE}', 'node']);
    expect(lines.filter((line) => line.startsWith('ARG '))).toEqual([
      'ARG NODE_IMAGE',
      'ARG POSTGRES_IMAGE',
      'ARG PGBACKREST_VERSION=2.45-1',
    ]);
  });

  it('runs as the user that tasks run as', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual([`USER ${container.user}`, `USER ${container.user}`]);
  });

  it('declares the volume that tasks write to, so that it belongs to their user', () => {
    const volumes = container.mountPoints.map(({ containerPath }) => `VOLUME ${containerPath}`);
    expect(lines.filter((line) => line.startsWith('VOLUME '))).toEqual([...volumes, ...volumes]);
  });

  it('leaves the name of the program to the command of the task', () => {
    expect(lines.filter((line) => line.startsWith('ENTRYPOINT '))).toEqual(['ENTRYPOINT []', 'ENTRYPOINT []']);
  });

  it('copies nothing that the build does not let in', () => {
    const letIn = readFileSync(join(projectRoot, '.dockerignore'), 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) =>
        line
          .split(' ')
          .slice(1, -1)
          .filter((word) => !word.startsWith('--')),
      );
    expect([...new Set(copied)].sort()).toEqual([...letIn].sort());
  });
});

describe('the bundle of the jobs', () => {
  const bundle = join(projectRoot, 'dist', 'jobs.js');
  beforeAll(() => {
    const { status, stderr } = runCommand(['npm', 'run', '--silent', 'build:jobs']);
    if (status !== 0) throw new Error(stderr);
  });

  it('is one file with nothing beside it, and names the programs that there are', () => {
    const { status, stderr } = runCommand(['node', bundle, 'unknown-program'], { cwd: '/' });
    expect(status).toBe(exitCodes.settings);
    expect(stderr).toMatch(/There is no program "unknown-program"\. Allowed: /);
    expect(stderr).toContain(jobPrograms.archive);
  });

  it('runs a program as far as its settings', () => {
    const { status, stdout } = runCommand(['node', bundle, 'archive-backup'], { cwd: '/' });
    expect(status).toBe(exitCodes.settings);
    expect(JSON.parse(stdout)).toMatchObject({ event: 'failed', reason: 'settings' });
  });

  it('knows nothing of the stacks', () => {
    expect(readFileSync(bundle, 'utf8')).not.toMatch(/require\("(cdktf|constructs)"\)/);
    expect(statSync(bundle).size).toBeLessThan(20 * 2 ** 20);
  });
});

describeWithTool(
  'hadolint',
  () => spawnSync('hadolint', ['--version']).status === 0,
  () => {
    it('finds nothing wrong with the Dockerfile', () => {
      const { status, stdout } = runCommand(['hadolint', '--no-fail', '--format=tty', join(projectRoot, 'jobs', 'Dockerfile')]);
      expect(stdout).toBe('');
      expect(status).toBe(0);
    });

    it('would find an image without a version', () => {
      const { stdout } = spawnSync('hadolint', ['--no-fail', '-'], { input: 'FROM debian\n', encoding: 'utf8' });
      expect(stdout).toMatch(/DL3006/);
    });
  },
);
