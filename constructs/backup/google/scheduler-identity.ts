import { Construct } from 'constructs';
import type { GoogleProps } from './place';
import { ServiceIdentity } from './service-identity';

/** The account that starts jobs and workflows on time and may do nothing else; one a stack. */
export class SchedulerIdentity extends Construct {
  readonly email: string;
  readonly member: string;
  private readonly identity: ServiceIdentity;
  private startsWorkflows = false;

  constructor(scope: Construct, id: string, props: Pick<GoogleProps, 'product' | 'environment' | 'place'>) {
    super(scope, id);
    this.identity = new ServiceIdentity(this, 'identity', {
      ...props,
      duty: 'scheduler',
      title: 'Starts backup jobs and workflows on time',
    });
    this.email = this.identity.email;
    this.member = this.identity.member;
  }

  /** Workflows have no policies of their own, so the right to start them is one on the project. */
  allowWorkflows(): void {
    if (this.startsWorkflows) return;
    this.startsWorkflows = true;
    this.identity.grantRole('workflows', 'roles/workflows.invoker');
  }
}
