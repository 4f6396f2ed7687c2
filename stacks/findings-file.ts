import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { type Finding, formatFinding } from '../model/finding';
import { messages } from '../model/messages';
import { replaceFile } from './synthesis';

/** A finding with the file that somebody changes to mend it, from the root of the repository. */
interface LocatedFinding extends Finding {
  readonly file: string;
}

/** A product as the places of findings name it: by its name, and its stacks by its id. */
interface NamedProduct {
  readonly name: string;
  /** Undefined where the product could not be evaluated. */
  readonly id?: string;
}

/** How findings are written, by the extension of the file. */
export const findingFormats: Readonly<Record<string, (findings: readonly LocatedFinding[]) => unknown>> = {
  '.json': (findings) => ({ findings }),
  '.sarif': sarif,
};

/** Writes the findings for programs, whole or not at all. A file that cannot be written is a finding too. */
export function writeFindings(files: readonly string[], findings: readonly Finding[], products: readonly NamedProduct[]): Finding[] {
  const located = findings.map((finding) => ({ ...finding, file: fileOf(finding, products) }));
  return files.flatMap((file) => {
    try {
      replaceFile(file, `${JSON.stringify(findingFormats[extname(file)]?.(located), null, 2)}\n`);
      return [];
    } catch (error) {
      return [messages.findingsNotWritten(file, error instanceof Error ? error.message : String(error))];
    }
  });
}

/** A product stands in the file of its name; its stacks and what is in them begin with its id. */
function fileOf({ where }: Finding, products: readonly NamedProduct[]): string {
  const [file = ''] = where.split(' / ');
  if (file.endsWith('.json')) return file;
  const [first = ''] = file.split('/');
  const owners = products.filter(({ name, id }) => first === name || first.startsWith(`${id}-`));
  // Of "shop" and "shop-admin", the stack "shop-admin-on-call" is the second one's.
  const [owner] = owners.sort((a, b) => (b.id ?? b.name).length - (a.id ?? a.name).length);
  return `products/${owner?.name ?? 'index'}.ts`;
}

/**
 * SARIF 2.1.0 (OASIS), the form in which code hosts take findings and annotate a pull request. They want a line, and a declaration is
 * evaluated as a whole: the first one stands for the file.
 */
function sarif(findings: readonly LocatedFinding[]) {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'opskeep', rules: rules.map((id) => ({ id })) } },
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.indexOf(finding.rule),
          level: sarifLevel(finding),
          ...(finding.waiver === undefined ? {} : { suppressions: [{ kind: 'inSource', justification: finding.waiver.reason }] }),
          message: { text: formatFinding(finding) },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri: finding.file }, region: { startLine: 1 } },
              logicalLocations: [{ fullyQualifiedName: finding.where }],
            },
          ],
          partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
        })),
      },
    ],
  };
}

/** A setting that nobody has given yet is no reason to annotate every pull request, nor is what a team has accepted. */
const sarifLevel = ({ level, rule }: Finding): 'error' | 'warning' | 'note' =>
  level === 'waived' || rule === 'placeholder' ? 'note' : level;

/** Tells findings of one file apart, and finds each again in the next run whatever its figures are then. */
function fingerprint({ rule, where, what }: Finding): string {
  return createHash('sha256').update([rule, where, what].join('\n')).digest('hex');
}
