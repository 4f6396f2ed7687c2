import { ProjectIamCustomRole } from '@cdktf/provider-google/lib/project-iam-custom-role';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import { ServiceAccount } from '@cdktf/provider-google/lib/service-account';
import { Construct } from 'constructs';
import { customRoleId, serviceAccountId } from './naming';
import { type GooglePlace, type GoogleProps, prefixOf } from './place';

export interface ServiceIdentityProps extends Pick<GoogleProps, 'product' | 'environment' | 'place'> {
  /** What the account is for, in kebab-case; ends its id. */
  readonly duty: string;
  /** The duty as a sentence, for people who review the project's accounts. */
  readonly title: string;
}

/** A condition on a grant. */
export interface GrantCondition {
  readonly title: string;
  readonly expression: string;
}

/** A service account for one duty, without keys. Its grants add members to policies and never replace those of others. */
export class ServiceIdentity extends Construct {
  readonly email: string;
  /** `serviceAccount:<email>`. */
  readonly member: string;
  /** `projects/<project>/serviceAccounts/<email>`. */
  readonly accountId: string;
  private readonly props: ServiceIdentityProps;

  constructor(scope: Construct, id: string, props: ServiceIdentityProps) {
    super(scope, id);
    const account = new ServiceAccount(this, 'account', {
      project: props.place.project,
      accountId: serviceAccountId(prefixOf(props), props.duty),
      displayName: `${prefixOf(props)} ${props.duty}`,
      description: props.title,
    });
    this.props = props;
    this.email = account.email;
    this.member = `serviceAccount:${account.email}`;
    this.accountId = account.id;
  }

  /** Grants a predefined role on the project. */
  grantRole(id: string, role: string): ProjectIamMember {
    return new ProjectIamMember(this, id, { project: this.props.place.project, role, member: this.member });
  }

  /** Grants single permissions on a project through a role of their own, where every predefined role holds too much. */
  grantPermissions(id: string, permissions: readonly string[], options: { place?: GooglePlace; condition?: GrantCondition } = {}): void {
    const project = (options.place ?? this.props.place).project;
    const role = new ProjectIamCustomRole(this, `${id}-role`, {
      project,
      roleId: customRoleId(prefixOf(this.props), `${this.props.duty}-${id}`),
      title: `${prefixOf(this.props)} ${this.props.duty} ${id}`,
      permissions: [...permissions].sort(),
      stage: 'GA',
    });
    new ProjectIamMember(this, id, {
      project,
      role: role.id,
      member: this.member,
      ...(options.condition === undefined ? {} : { condition: options.condition }),
    });
  }
}

/** Limits a grant to one Firestore database and what lies below it. */
export function onDatabase(place: GooglePlace, database: string): GrantCondition {
  const name = `projects/${place.project}/databases/${database}`;
  return { title: 'one database', expression: `resource.name == "${name}" || resource.name.startsWith("${name}/")` };
}
