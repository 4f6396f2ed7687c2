import { ProjectIamAuditConfig } from '@cdktf/provider-google/lib/project-iam-audit-config';
import { Construct } from 'constructs';
import type { GooglePlace } from './place';

export interface AuditLogProps {
  readonly place: GooglePlace;
  /** Services whose reads and writes of data are logged besides their administration. @default Cloud Storage */
  readonly services?: readonly string[];
}

/**
 * Logs who reads and writes data, which Google leaves off by default. It replaces what a project says about the same service; services
 * that it does not name stay as they are.
 */
export class AuditLog extends Construct {
  constructor(scope: Construct, id: string, props: AuditLogProps) {
    super(scope, id);
    for (const service of props.services ?? ['storage.googleapis.com']) {
      new ProjectIamAuditConfig(this, service.replace('.googleapis.com', ''), {
        project: props.place.project,
        service,
        auditLogConfig: [{ logType: 'DATA_READ' }, { logType: 'DATA_WRITE' }],
      });
    }
  }
}
