/**
 * The commands by which the runbook of CareNow imports accounts, run by sh and jq as they stand there. `gcloud` and `curl` are stand-ins: the one
 * gives a token, the other keeps what it was asked to send.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../support/command';
import { describeWithTool } from '../support/optional-tools';

const hashConfig = { algorithm: 'SCRYPT', signerKey: 'a2V5', saltSeparator: 'Bw==', rounds: 8, memoryCost: 14 };
const account = (number: number) => ({ localId: `uid-${number}`, passwordHash: 'aGFzaA==', mfaInfo: [{ phoneInfo: '+8490' }] });

function commands(): string {
  const page = readFileSync(join(projectRoot, 'docs', 'runbooks', 'carenow.md'), 'utf8');
  const [, block = ''] = /Import the accounts, a thousand at a time.*\n\n *```sh\n([\s\S]*?)\n\s*```/.exec(page) ?? [];
  expect(block).toContain('accounts:batchCreate');
  return block.replace(/^ {3}/gm, '');
}

describeWithTool(
  'jq',
  () => spawnSync('jq', ['--version']).status === 0,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'opskeep-accounts-'));
    const tool = (name: string, script: string): void => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    const importAccounts = (copy: string) => {
      writeFileSync(join(folder, 'auth.copy'), copy);
      return spawnSync('sh', ['-c', commands()], { cwd: folder, env: { PATH: `${folder}:${process.env['PATH']}` }, encoding: 'utf8' });
    };

    beforeAll(() => tool('gcloud', 'echo the-token'));
    afterAll(() => rmSync(folder, { recursive: true }));

    it('sends every account whole, a thousand at a time, with the parameters of the hashes', () => {
      tool('curl', 'cat > "sent.$(ls sent.* 2>/dev/null | wc -l)"; echo "$@" > words; echo \'{"error":[]}\'');
      const users = Array.from({ length: 1001 }, (_, number) => account(number));
      const { status } = importAccounts(
        `{"hashConfig":${JSON.stringify(hashConfig)},"users":[\n${users.map((user) => JSON.stringify(user)).join(',\n')}\n]}\n`,
      );
      expect(status).toBe(0);
      const sent = ['sent.0', 'sent.1'].map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
      const { algorithm: hashAlgorithm, ...others } = hashConfig;
      expect(sent).toEqual([
        { hashAlgorithm, ...others, users: users.slice(0, 1000) },
        { hashAlgorithm, ...others, users: users.slice(1000) },
      ]);
      expect(readFileSync(join(folder, 'words'), 'utf8')).toContain('--oauth2-bearer the-token');
      expect(readdirSync(folder).filter((file) => /^accounts\.|^hash/.test(file))).toEqual([]);
      execFileSync('sh', ['-c', 'rm sent.*'], { cwd: folder });
    });

    it.each([
      ['an account', '{"error":[{"index":0,"message":"localId belongs to another account"}]}', 'belongs to another account'],
      ['the request', '{"error":{"code":403,"message":"denied"}}', 'denied'],
      ['every word', '', 'no answer'],
    ])('ends at once where the service refuses %s', (_, answer, told) => {
      tool('curl', `cat > /dev/null; printf '%s' '${answer}'`);
      const { stderr } = importAccounts(`{"hashConfig":${JSON.stringify(hashConfig)},"users":[\n${JSON.stringify(account(1))}\n]}\n`);
      expect(stderr).toContain(told);
      expect(readdirSync(folder).filter((file) => /^accounts\./.test(file))).toEqual(['accounts.aa']);
    });
  },
);
