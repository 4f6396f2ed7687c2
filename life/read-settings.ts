import { formatFinding } from '../model/finding';
import { products } from '../products';
import { Settings } from '../settings/settings';
import { knownProducts } from '../stacks/assembly';
import type { Terminal } from './terminal';

/** The settings of this checkout, or undefined after their mistakes were told. */
export function readSettings(terminal: Terminal): Settings | undefined {
  const { settings, findings } = Settings.read(terminal.environment['OPSKEEP_SETTINGS'] ?? 'settings.json', knownProducts(products));
  const errors = findings.filter((finding) => finding.level === 'error');
  if (errors.length === 0) return settings;
  terminal.complain(errors.map(formatFinding).join('\n\n'));
  return undefined;
}
