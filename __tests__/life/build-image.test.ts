import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../../life/build-image';
import type { RunCommand } from '../../life/run-command';
import { products } from '../../products';
import { scratchFolder } from '../support/command';
import { FakeTerminal } from './fake-pager';

const node = `docker.io/library/node:22-bookworm-slim@sha256:${'a'.repeat(64)}`;
const postgres = `docker.io/library/postgres:15-bookworm@sha256:${'b'.repeat(64)}`;

describe('npm run build-image', () => {
  const file = join(scratchFolder(), 'images.json');
  beforeEach(() => writeFileSync(file, JSON.stringify({ node, 'postgres-15': postgres })));

  function build(words: readonly string[], run: RunCommand = () => ({ code: 0, output: '' })) {
    const terminal = new FakeTerminal();
    const ran: (readonly string[])[] = [];
    const code = buildImage(words, products, file, terminal, (command) => {
      ran.push(command);
      return run(command);
    });
    return { code, terminal, ran };
  }

  it('builds on the images by digest that the file names, and shows the command', () => {
    const { code, terminal, ran } = build(['postgres-15']);
    const [command] = ran;
    expect(command).toEqual([
      ...['docker', 'build', '--file', 'jobs/Dockerfile', '--target', 'postgres'],
      ...['--build-arg', `NODE_IMAGE=${node}`, '--build-arg', `POSTGRES_IMAGE=${postgres}`, '--tag', 'opskeep:postgres-15', '.'],
    ]);
    expect(terminal.told).toEqual([command?.join(' ')]);
    expect(code).toBe(0);
  });

  it('builds the image without PostgreSQL, under the name that it is pushed to', () => {
    const [command = []] = build(['web', '--tag=registry.example.com/opskeep:1']).ran;
    expect(command.slice(4, 6)).toEqual(['--target', 'web']);
    expect(command.slice(-3)).toEqual(['--tag', 'registry.example.com/opskeep:1', '.']);
  });

  it.each([
    ['there is no file', undefined],
    ['one is missing', JSON.stringify({ node })],
    ['one is a tag', JSON.stringify({ node, 'postgres-15': 'docker.io/library/postgres:15' })],
    ['it is cut off', '{"node":'],
  ])('refuses where %s, builds nothing and says what to do', (_, text) => {
    if (text === undefined) rmSync(file);
    else writeFileSync(file, text);
    const { code, terminal, ran } = build(['postgres-15']);
    expect(code).toBe(1);
    expect(ran).toEqual([]);
    expect(terminal.complaints.join('\n')).toMatch(/^No digest is known for .*postgres-15.*\n.*Run "npm run pin-images"/);
  });

  it('refuses a major version that nobody declares', () => {
    const { code, terminal } = build(['postgres-9']);
    expect(code).toBe(1);
    expect(terminal.complaints.join()).toMatch(/^usage: npm run build-image -- <postgres-15\|web>/);
  });

  it('ends as the build ends, and says where docker is missing', () => {
    expect(build(['web'], () => ({ code: 17, output: '' })).code).toBe(17);
    const { code, terminal } = build(['web'], () => ({ code: undefined, output: '' }));
    expect(code).toBe(1);
    expect(terminal.complaints.join()).toMatch(/docker is not on the PATH/);
  });
});
