import { runDrill } from '../drill/run-drill';
import { findVerifiedCopy } from '../drill/verified-copy';
import type { Program } from '../program';

/** Rehearses the restore of the newest verified copy. */
export const restoreDrill: Program = (context) => runDrill(context, findVerifiedCopy);
