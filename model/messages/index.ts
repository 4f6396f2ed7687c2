import { alertingMessages } from './alerting';
import { backupMessages } from './backup';
import { complianceMessages } from './compliance';
import { declarationMessages } from './declaration';
import { ownershipMessages } from './ownership';
import { recoveryMessages } from './recovery';
import { settingsMessages } from './settings';
import { vendorMessages } from './vendor';

/**
 * Every message that a user can get, in one folder, so that they keep one voice:
 * where it is, what was given, what is allowed, how to mend it.
 */
export const messages = {
  ...declarationMessages,
  ...settingsMessages,
  ...backupMessages,
  ...recoveryMessages,
  ...ownershipMessages,
  ...alertingMessages,
  ...vendorMessages,
  ...complianceMessages,
};
