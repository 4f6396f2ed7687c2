import { requirementIds } from '../../requirements';
import { absent, forbiddenIn } from '../support/absent';
import { type Block, completeSettings, leaves, type Rendered, references, renderProducts } from '../support/rendered';

/** Attributes that hold a secret by their name. */
const secretName =
  /(^|_)(token|password|passwd|secret|api_key|(integration|routing|service|access|private)_key|credentials?|auth|headers)$/i;

/** Secret by its name, and yet the name of a place where a secret is kept. */
const nameOfASecret = /value_source.*\.secret_key_ref.*\.secret$/;

/** Forms of known keys: AWS, GitHub, Slack, Google, Grafana, PEM, JSON web tokens, PagerDuty; and addresses with a password in them. */
const keyForms = [
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/,
  /hooks\.slack\.com\/services\//,
  /\bAIza[0-9A-Za-z_-]{35}/,
  /\bgl(sa|pat)[_-][A-Za-z0-9_]{20,}/,
  /-----BEGIN/,
  /\beyJ[A-Za-z0-9_-]{10,}\./,
  /\b(R0|[A-Z0-9])[A-Z0-9]{30,31}\b/,
  /\/\/[^/\s:@"]+:[^/\s:@"]+@/,
];

/** Telephone numbers: a plus sign, a country and at least eight digits or placeholders. */
const telephone = /\+(84|1-)|\+\d{1,3}[ -]?(\(?[\dX]{2,4}\)?[ -]?){2,}[\dX]{2,}/;

const section = (stack: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, Block>> =>
  (stack[name] ?? {}) as Readonly<Record<string, Block>>;

describe.each([
  ['no settings', () => renderProducts()],
  ['complete settings', () => renderProducts(undefined, completeSettings())],
])('with %s', (_, render) => {
  let all: Rendered;
  let texts: readonly { readonly stack: string; readonly path: string; readonly name: string; readonly value: unknown }[];
  let secrets: typeof texts;

  beforeAll(() => {
    all = render();
    texts = Object.entries(all.stacks).flatMap(([stack, { resource, data, provider, variable, output, terraform }]) =>
      leaves({ resource, data, provider, variable, output, terraform }).map((leaf) => ({ stack, ...leaf })),
    );
    const isSecret = ({ name, path }: (typeof texts)[number]): boolean =>
      (secretName.test(name) && !nameOfASecret.test(path)) || /aws_sns_topic_subscription\..*\.endpoint$/.test(path);
    secrets = texts.filter(isSecret);
  });

  it('a secret is a reference, never text', () => {
    expect(new Set(secrets.map(({ name }) => name))).toEqual(new Set(['endpoint', 'integration_key', 'service_key', 'token']));
    const literal = secrets.filter(({ value }) => !/^\$\{(var|data\.terraform_remote_state)\.[^}]+\}$/.test(String(value)));
    expect(literal).toEqual([]);
  });

  it('a variable that is used for a secret is sensitive and has no default', () => {
    const used = secrets.flatMap(({ stack, value }) =>
      references(String(value)).flatMap((reference) => {
        const [, variable] = /^var\.(\w+)$/.exec(reference) ?? [];
        return variable === undefined ? [] : [section(all.stacks[stack] ?? {}, 'variable')[variable]];
      }),
    );
    expect(used.length).toBeGreaterThan(0);
    for (const variable of used) {
      expect(variable).toMatchObject({ sensitive: true });
      expect(variable).not.toHaveProperty('default');
    }
  });

  it('an output that another stack uses for a secret exists there and is sensitive', () => {
    const used = secrets.flatMap(({ value }) =>
      references(String(value)).flatMap((reference) => {
        const [, producer, output] = /^data\.terraform_remote_state\.([\w-]+)-state\.outputs\.(\w+)$/.exec(reference) ?? [];
        return producer === undefined || output === undefined ? [] : [{ producer, output }];
      }),
    );
    expect(new Set(used.map(({ producer }) => producer)).size).toBe(5);
    for (const { producer, output } of used)
      expect(section(all.stacks[producer] ?? {}, 'output')[output]).toMatchObject({ sensitive: true });
  });

  it('an output that is not sensitive names places, and reads nothing but names of resources and open settings', () => {
    const open = Object.values(all.stacks).flatMap((stack) =>
      Object.entries(section(stack, 'output')).filter(([, { sensitive }]) => sensitive !== true),
    );
    expect([...new Set(open.map(([name]) => name))].sort()).toEqual(['backup_bucket', 'database_archive_settings', 'heartbeat_topic_arn']);
    const read = open.flatMap(([, { value }]) => leaves(value).flatMap((leaf) => references(String(leaf.value))));
    expect(read.length).toBeGreaterThan(open.length);
    const names = /^(aws_(s3_bucket|sns_topic|kms_key)\.[\w-]+\.(id|arn)|var\.aws_(region|database_path))$/;
    expect(read.filter((reference) => !names.test(reference))).toEqual([]);
  });

  it('a container gets secrets from a store of secrets, and no setting that is named like one', () => {
    const settings = texts.filter(({ path }) => /container_definitions\[\d+\]\.environment\[\d+\]\.name$|\.env\[\d+\]\.name$/.test(path));
    expect(settings.length).toBeGreaterThan(100);
    const fromAStore = texts.filter(({ path }) => /value_source|container_definitions\[\d+\]\.secrets/.test(path)).map(({ path }) => path);
    const plain = settings.filter(({ value, path }) => {
      const own = path.slice(0, path.lastIndexOf('.'));
      return /PASSWORD|TOKEN|SECRET|PRIVATE|CREDENTIAL/.test(String(value)) && !fromAStore.some((other) => other.startsWith(`${own}.`));
    });
    expect(plain).toEqual([]);
    expect(fromAStore.length).toBeGreaterThan(0);
  });

  it('a provider takes its credentials from its environment', () => {
    const attributes = Object.values(all.stacks).flatMap((stack) =>
      Object.values(section(stack, 'provider')).flatMap((blocks) => Object.values(blocks).flatMap((block) => Object.keys(block as object))),
    );
    const harmless = ['alias', 'allowed_account_ids', 'default_labels', 'default_tags', 'project', 'region', 'url'];
    expect(attributes).toContain('allowed_account_ids');
    expect(attributes.filter((attribute) => !harmless.includes(attribute))).toEqual([]);
  });

  it('no text has the form of a key, and none is as random as one', () => {
    const strings = texts.filter((leaf): leaf is typeof leaf & { value: string } => typeof leaf.value === 'string');
    const found = strings.filter(({ value }) => keyForms.some((form) => form.test(value)) || looksRandom(value));
    expect(found.map(({ stack, path, value }) => `${stack}${path}: ${value}`)).toEqual([]);
  });

  it('no telephone number is written down', () => {
    const found = texts.filter(({ value }) => typeof value === 'string' && telephone.test(value));
    expect(found.map(({ stack, path, value }) => `${stack}${path}: ${value}`)).toEqual([]);
  });

  it('nothing is said that a requirement forbids', () => {
    const found = Object.entries(all.files).flatMap(([stack, content]) =>
      [content, ...texts.filter((leaf) => leaf.stack === stack).map(({ value }) => String(value))].flatMap((text) =>
        forbiddenIn(text).map((forbidden) => `${stack}: ${forbidden}`),
      ),
    );
    expect([...new Set(found)]).toEqual([]);
    expect(absent.filter(({ id }) => !requirementIds().has(id))).toEqual([]);
  });
});

/** Capital and small letters and digits in one long word, or a long hexadecimal number: no name looks so. References and digests do. */
function looksRandom(text: string): boolean {
  const plain = text.replace(/\$\{[^}]*\}/g, ' ').replace(/sha256:[0-9a-f]{64}/g, ' ');
  const mixed = (plain.match(/[A-Za-z0-9+]{20,}/g) ?? []).some((word) => /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d.*\d/.test(word));
  return mixed || /\b[0-9a-f]{32,}\b/.test(plain);
}

describe('the judgement on random texts', () => {
  it.each(['wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLE4', 'u4VQb7kX9sLzR2mTn8PwYc3HdJ6fAg', '9f86d081884c7d659a2feaa0c55ad015'])(
    'takes %s for a key',
    (key) => {
      expect(looksRandom(key)).toBe(true);
    },
  );

  it.each([
    'opskeep_backup_last_attempt_failed',
    'google_project_service.services_monitoring_8DF8D3D0',
    '${aws_kms_key.operations-key_A6A4566F.arn}',
  ])('takes %s for a name', (name) => {
    expect(looksRandom(name)).toBe(false);
  });
});
