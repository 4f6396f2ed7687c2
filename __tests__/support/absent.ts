/** What the runbooks say and the project must not repeat: texts that occur in no output, by the requirement that forbids them. */
export const absent: readonly { readonly id: string; readonly texts: readonly (string | RegExp)[]; readonly why: string }[] = [
  { id: 'CN-CON-01', texts: ['+84'], why: 'telephones live in PagerDuty' },
  { id: 'CN-RTN-03', texts: ['projects:list'], why: 'a list of projects shows neither security nor service status' },
  { id: 'CN-BKP-02', texts: ['firebase firestore:export', 'firebase firestore:import'], why: 'the Firebase CLI has no such command' },
  { id: 'CN-PROC-04', texts: ['channel:deploy previous-version'], why: 'a preview channel does not change the live site' },
  { id: 'CN-PROC-05', texts: ['channel:deploy emergency'], why: 'a preview channel has an address of its own' },
  { id: 'LM-ENV-03', texts: ['s3://backups/'], why: 'bucket names are global' },
  { id: 'LM-TOP-01', texts: ['pm2 restart'], why: 'the application runs on Vercel or in Docker' },
  { id: 'LM-PROC-06', texts: ['MAINTENANCE_MODE true production'], why: 'the value comes from standard input' },
  { id: 'LM-BKP-06', texts: ['latest.sql.gz'], why: 'nothing writes it; the newest manifest is found by listing' },
  { id: 'AD-TOP-02', texts: [':4200'], why: 'the port of the development server' },
  { id: 'AD-TOP-04', texts: [/monitoring\.allodoc\.com:(3001|9093)/], why: 'https only' },
  { id: 'AD-MET-12', texts: [/\bmean_time\b/, /\btotal_time\b/], why: 'columns renamed in PostgreSQL 13' },
  { id: 'AD-RTN-04', texts: [/netstat -tuln \|/], why: 'listening sockets are never established' },
  { id: 'AD-BKP-07', texts: ['/backups/$(date', 'latest.sql.gz'], why: 'one key format, found by listing' },
  { id: 'MM-ENV-04', texts: ['your-domain', '+1-XXX'], why: 'placeholders of the runbook' },
  { id: 'MM-TOP-02', texts: ['api.gemini.com'], why: 'belongs to somebody else' },
  { id: 'MM-TOP-03', texts: [/http:\/\/[^" ]*:3001/], why: 'https only' },
  { id: 'MM-MNT-03', texts: ['docker volume prune'], why: 'it can remove the volume of a stopped database' },
  { id: 'MM-RTN-03', texts: ['docker scan'], why: 'removed from Docker' },
  { id: 'MM-BKP-05', texts: ['latest_backup.sql.gz', 'ls -la /backups/ | head'], why: 'the first five names are not the newest' },
];

/** The forbidden texts that occur in a text, as `<requirement>: <text>`. */
export function forbiddenIn(text: string): readonly string[] {
  return absent.flatMap(({ id, texts }) =>
    texts
      .filter((forbidden) => (typeof forbidden === 'string' ? text.includes(forbidden) : forbidden.test(text)))
      .map((forbidden) => `${id}: ${forbidden}`),
  );
}
