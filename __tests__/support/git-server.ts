import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalServer } from './local-server';

/** What a repository holds. */
interface Contents {
  readonly files?: Readonly<Record<string, string>>;
  readonly commands?: readonly (readonly string[])[];
}

/** git's own server behind HTTP, which lets in whoever shows the token in the way of code hosts. */
export class GitServer extends LocalServer {
  readonly token = 'a-token-that-nobody-may-see';
  readonly root = mkdtempSync(join(tmpdir(), 'opskeep-git-'));

  override stop(): void {
    super.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  urlOf(repository: string): string {
    return `${this.url}/${repository}`;
  }

  /** Makes a bare repository. Files are committed by their paths, then `commands` run in a work tree, and every branch and tag is pushed. */
  make(repository: string, { files = {}, commands = [] }: Contents): void {
    const bare = join(this.root, repository);
    const work = mkdtempSync(join(tmpdir(), 'opskeep-work-'));
    this.git(['init', '--quiet', '--bare', '--initial-branch=main', bare]);
    this.git(['clone', '--quiet', bare, work]);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), content);
    }
    const commit = [
      ['add', '.'],
      ['commit', '--quiet', '--message=files'],
    ];
    const all = [...(Object.keys(files).length > 0 ? commit : []), ...commands];
    for (const words of all) this.git(['-C', work, ...words]);
    if (all.length > 0) this.git(['-C', work, 'push', '--quiet', 'origin', '--all']);
    if (all.length > 0) this.git(['-C', work, 'push', '--quiet', 'origin', '--tags']);
    rmSync(work, { recursive: true, force: true });
  }

  git(words: readonly string[]): string {
    const author = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    };
    const environment = { PATH: process.env.PATH, HOME: this.root, ...author } as NodeJS.ProcessEnv;
    const { status, stdout, stderr } = spawnSync('git', words, { encoding: 'utf8', env: environment });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  protected answer(request: IncomingMessage, response: ServerResponse): void {
    const wanted = `Basic ${Buffer.from(`x-access-token:${this.token}`).toString('base64')}`;
    if (request.headers.authorization !== wanted) {
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      return;
    }
    const { pathname, search } = new URL(request.url ?? '/', 'http://git');
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.root,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        // git serves only what belongs to the user that it runs as, unless told so.
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      } as NodeJS.ProcessEnv,
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    backend.once('close', () => passOn(Buffer.concat(chunks), response));
  }
}

/** What a CGI program says: headers, an empty line, the body. */
function passOn(said: Buffer, response: ServerResponse): void {
  const end = said.indexOf('\r\n\r\n');
  const headers = said.subarray(0, end).toString().split('\r\n');
  for (const header of headers) {
    const [name = '', value = ''] = header.split(/: (.*)/);
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(said.subarray(end + 4));
}
