import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awsProviderBinary, awsProviderMirror } from './provider-mirror';

describe('the provider mirror', () => {
  const environment = process.env;
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mirror-'));
    process.env = { ...environment };
    delete process.env.OPSKEEP_PROVIDER_MIRROR;
  });

  afterEach(() => {
    process.env = environment;
    rmSync(folder, { recursive: true, force: true });
  });

  const mirrorWith = (name: string, ...versions: string[]): string => {
    const mirror = join(folder, name);
    for (const version of versions) {
      const arch = process.arch === 'x64' ? 'amd64' : process.arch;
      const packageFolder = join(mirror, 'registry.terraform.io/hashicorp/aws', version, `${process.platform}_${arch}`);
      mkdirSync(packageFolder, { recursive: true });
      writeFileSync(join(packageFolder, `terraform-provider-aws_v${version}_x5`), '');
    }
    return mirror;
  };

  it('is the one that OPSKEEP_PROVIDER_MIRROR names', () => {
    const mirror = mirrorWith('named', '5.100.0');
    process.env.OPSKEEP_PROVIDER_MIRROR = mirror;
    expect(awsProviderMirror()).toBe(mirror);
  });

  it('is none where OPSKEEP_PROVIDER_MIRROR names a folder without the AWS provider', () => {
    process.env.OPSKEEP_PROVIDER_MIRROR = folder;
    expect(awsProviderMirror()).toBeUndefined();
    expect(awsProviderBinary()).toBeUndefined();
  });

  it("is the one in Terraform's CLI configuration that holds the AWS provider", () => {
    const mirror = mirrorWith('configured', '5.100.0');
    const file = join(folder, 'terraform.rc');
    writeFileSync(
      file,
      `provider_installation {
         filesystem_mirror { path = "${folder}/empty" }
         filesystem_mirror {
           include = ["hashicorp/*"]
           path    = "${mirror}"
         }
       }`,
    );
    process.env.TF_CLI_CONFIG_FILE = file;
    expect(awsProviderMirror()).toBe(mirror);
  });

  it('offers the newest version, by number and not by letter', () => {
    process.env.OPSKEEP_PROVIDER_MIRROR = mirrorWith('versions', '5.99.1', '5.100.0');
    expect(awsProviderBinary()?.version).toBe('5.100.0');
  });
});
