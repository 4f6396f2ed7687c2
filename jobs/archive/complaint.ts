import type { ExitReason } from '../exit';
import { isFull } from '../restore/disk';

/** What a person has to look at, by the exit code of pgBackRest (pgBackRest 2.45, `src/build/error/error.yaml`). */
const reasonByCode: Readonly<Record<number, ExitReason>> = {
  26: 'notCredible', // checksum
  27: 'settings', // configuration
  28: 'refused', // info files of another server
  29: 'notCredible', // format
  31: 'settings', // option: 31 to 37
  32: 'settings',
  33: 'settings',
  34: 'settings',
  35: 'settings',
  36: 'settings',
  37: 'settings',
  39: 'store', // protocol, among others an answer of the store
  44: 'refused', // archive of another server
  49: 'store', // connection; one to the database host is told as 56
  50: 'refused', // another run
  51: 'refused', // backups of another server
  55: 'store', // file missing
  56: 'source', // no connection to the database
  57: 'source', // query
  58: 'refused', // another server than the stanza's
  59: 'source', // time of the database
  62: 'refused', // `pgbackrest stop` forbids it
  63: 'interrupted', // signal
  64: 'noRoom', // file cannot be written: files are written by restores alone, and pgBackRest keeps the system's reason to itself
  68: 'source', // archive_command is another one
  75: 'notCredible', // no such backup set
  82: 'source', // write-ahead log did not arrive
  87: 'source', // archive_mode is off
  95: 'store', // cryptography, e.g. a certificate that is not trusted
  101: 'store', // TLS and other services
};

/**
 * Why pgBackRest failed, from its exit code and its own words: it tells a lock that is held and a host that cannot be reached in a warning
 * before an error that says neither.
 */
export function reasonOf(code: number | undefined, complaint: string, host: string | undefined): ExitReason {
  if (complaint.includes('[LockAcquireError]')) return 'refused';
  if (isFull(complaint)) return 'noRoom';
  // The store was asked for bytes beyond the end of a file: it is shorter than it was written.
  if (/\b416 \(/.test(complaint)) return 'notCredible';
  if (host !== undefined && complaint.includes(`'${host}:`)) return 'source';
  return (code === undefined ? undefined : reasonByCode[code]) ?? 'unexpected';
}
