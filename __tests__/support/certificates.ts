import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version']).status === 0;

/** Certificate and key, each PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** An authority that signs certificates for tests, valid for two days. */
export class CertificateAuthority {
  readonly certificate: string;
  private readonly key: string;

  constructor() {
    const { certificate, key } = inFolder((folder) =>
      made(folder, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=opskeep tests']),
    );
    this.certificate = certificate;
    this.key = key;
  }

  /** For a server of this machine, or a client of that name. */
  sign(commonName: string): KeyPair {
    return inFolder((folder) => {
      writeFileSync(join(folder, 'authority.crt'), this.certificate);
      writeFileSync(join(folder, 'authority.key'), this.key);
      return made(folder, [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${commonName}`],
        ...['-CA', 'authority.crt', '-CAkey', 'authority.key', '-addext', 'basicConstraints=critical,CA:FALSE'],
        ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ]);
    });
  }
}

function made(folder: string, words: readonly string[]): KeyPair {
  execFileSync('openssl', [...words, '-keyout', 'new.key', '-out', 'new.crt'], { cwd: folder, stdio: 'pipe' });
  return { certificate: readFileSync(join(folder, 'new.crt'), 'utf8'), key: readFileSync(join(folder, 'new.key'), 'utf8') };
}

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'opskeep-tls-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
