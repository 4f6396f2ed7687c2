import type { Duration } from '../../../model/duration';

/** What the workflow reads from its environment, fixed at deployment so that nobody who starts it can choose another target. */
export interface ExportWorkflowEnvironment {
  readonly DATABASE: string;
  readonly BUCKET: string;
  readonly RECORDS_BUCKET: string;
  /** Prefix of the notes of attempts in the records bucket, with its closing slash. */
  readonly ATTEMPTS: string;
  /** Zone of the date in the target's name. */
  readonly ZONE: string;
}

/** What whoever starts the workflow says. */
export interface ExportArgument {
  readonly tier: string;
  /** Prefix of the tier, with its closing slash. */
  readonly prefix: string;
  /** Whether the target's name ends in the time of the start besides the date. */
  readonly timed: boolean;
}

/**
 * Source of the workflow: notes the attempt, exports the database as it was a minute before, waits for the end and logs it. The target is
 * `<prefix><yyyymmdd>`, or `<prefix><yyyymmdd>T<hhmm>` where several exports a day share a prefix. Expressions may have 400 characters.
 * @param timeout longest time that an export may take; the connector's own limit would be 30 minutes
 */
export function exportWorkflowSource(timeout: Duration): string {
  return `main:
  params: [input]
  steps:
    - name_target:
        assign:
          - database: \${"projects/" + sys.get_env("GOOGLE_CLOUD_PROJECT_ID") + "/databases/" + sys.get_env("DATABASE")}
          - started: \${time.format(sys.now(), sys.get_env("ZONE"))}
          - day: \${text.replace_all(text.substring(started, 0, 10), "-", "")}
          - clock: \${"T" + text.replace_all(text.substring(started, 11, 16), ":", "")}
          - target: \${"gs://" + sys.get_env("BUCKET") + "/" + input.prefix + day + if(input.timed, clock, "")}
          # Snapshots are taken at whole minutes that have passed.
          - snapshot: \${time.format(int(sys.now() / 60) * 60 - 60)}
    - note_attempt:
        try:
          call: googleapis.storage.v1.objects.insert
          args:
            bucket: \${sys.get_env("RECORDS_BUCKET")}
            name: \${sys.get_env("ATTEMPTS") + input.tier + "_" + day + clock + ".json"}
            uploadType: media
            body:
              tier: \${input.tier}
              target: \${target}
              started: \${started}
        # A note that cannot be written, e.g. because this minute has one, must not cost the export.
        except:
          as: refusal
          steps:
            - log_refusal:
                call: sys.log
                args:
                  severity: WARNING
                  json:
                    event: firestore_export_not_noted
                    refusal: \${refusal}
    - export_documents:
        try:
          call: googleapis.firestore.v1.projects.databases.exportDocuments
          args:
            name: \${database}
            body:
              outputUriPrefix: \${target}
              snapshotTime: \${snapshot}
            connector_params:
              timeout: ${timeout.seconds}
              polling_policy:
                initial_delay: 15
                multiplier: 1.5
                max_delay: 120
          result: operation
        retry:
          predicate: \${http.default_retry_predicate}
          max_retries: 3
          backoff:
            initial_delay: 10
            max_delay: 120
            multiplier: 2
    - log_end:
        call: sys.log
        args:
          severity: NOTICE
          json:
            event: firestore_export_finished
            target: \${target}
            snapshotTime: \${snapshot}
    - answer:
        return:
          target: \${target}
          snapshotTime: \${snapshot}
`;
}
