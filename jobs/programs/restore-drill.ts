import { archiveKind, jobSettings } from '../../model/job-settings';
import { findArchiveCopy } from '../archive/archive-copy';
import { runDrill } from '../drill/run-drill';
import { findVerifiedCopy } from '../drill/verified-copy';
import type { Program } from '../program';

/** Rehearses the restore of the newest verified copy, or of the newest base backup with all write-ahead log after it. */
export const restoreDrill: Program = (context) => {
  const ofArchive = context.environment[jobSettings.sourceKind] === archiveKind;
  return runDrill(context, ofArchive ? findArchiveCopy(context.log) : findVerifiedCopy);
};
