import { grafanaAuthorization } from '../settings/grafana-authorization';
import { type Check, missing, notChecked, ok, wrong } from './check';
import { type Environment, get, type Reply } from './machine';
import { askedBy, naming, type StackNeeds } from './needs';

/** Where PagerDuty answers, unless the environment says otherwise (accounts of the service region EU). */
const pagerDuty = 'https://api.pagerduty.com';

/** Whether each data source of Grafana exists under the uid of the settings. */
export async function checkGrafana(needs: readonly StackNeeds[], environment: Environment): Promise<readonly Check[]> {
  const using = needs.filter(({ providers }) => providers.has('grafana'));
  if (using.length === 0) return [];
  const credential = environment['GRAFANA_AUTH'];
  const url = environment['OPSKEEP_GRAFANA_URL'] ?? using.map(({ variables }) => variables.get('grafana_url')?.value).find(isGiven);
  if (!isGiven(credential) || !isGiven(url))
    return [notChecked('Grafana', unanswered('GRAFANA_AUTH', credential, 'grafana.url', url), rerun)];
  const sources = askedBy(using, ({ variables }) =>
    [...variables.values()].flatMap(({ name, value }) => (/^data_sources_/.test(name) && isGiven(value) ? [value] : [])),
  );
  if (sources.size === 0) return [notChecked('Grafana', 'no uid of a data source is set yet', rerun)];
  const checks: Check[] = [];
  for (const [uid, stacks] of sources) {
    const name = `data source ${uid}`;
    const reply = await get(`${url}/api/datasources/uid/${encodeURIComponent(uid)}`, {
      authorization: grafanaAuthorization(credential),
      accept: 'application/json',
    });
    const failed = refused(reply, 'Grafana', url, 'GRAFANA_AUTH');
    // With a dead service or credential every further question gets the same answer.
    if (failed !== undefined) return [...checks, failed];
    checks.push(
      'status' in reply && reply.status === 200
        ? ok(name, `in Grafana, for ${naming(stacks)}`)
        : missing(
            name,
            `Grafana has no such uid; ${naming(stacks)} read it`,
            'create the data source, or correct its uid under dataSources in settings.json',
          ),
    );
  }
  return checks;
}

/** Whether each person who is paged has a user under exactly the address of the settings. */
export async function checkPagerDuty(needs: readonly StackNeeds[], environment: Environment): Promise<readonly Check[]> {
  const using = needs.filter(({ providers }) => providers.has('pagerduty'));
  if (using.length === 0) return [];
  const token = environment['PAGERDUTY_TOKEN'];
  const users = askedBy(using, ({ pagerDutyUsers }) => pagerDutyUsers);
  if (!isGiven(token)) return [notChecked('PagerDuty', 'PAGERDUTY_TOKEN is not set', rerun)];
  if (users.size === 0) return [notChecked('PagerDuty', 'no address of a person is set yet', rerun)];
  const url = environment['OPSKEEP_PAGERDUTY_URL'] ?? pagerDuty;
  const checks: Check[] = [];
  for (const [email, stacks] of users) {
    const reply = await get(`${url}/users?limit=100&query=${encodeURIComponent(email)}`, {
      authorization: `Token token=${token}`,
      accept: 'application/vnd.pagerduty+json;version=2',
    });
    const failed = refused(reply, 'PagerDuty', url, 'PAGERDUTY_TOKEN');
    if (failed !== undefined) return [...checks, failed];
    checks.push(userCheck(email, stacks, 'body' in reply ? emailsIn(reply.body) : []));
  }
  return checks;
}

function userCheck(email: string, stacks: readonly string[], found: readonly string[]): Check {
  const name = `PagerDuty user ${email}`;
  if (found.includes(email)) return ok(name, `exists, for ${naming(stacks)}`);
  const similar = found.find((other) => other.toLowerCase() === email.toLowerCase());
  return similar === undefined
    ? missing(
        name,
        `nobody logs in with it; ${naming(stacks)} page it`,
        'invite the person to PagerDuty, or correct the address in settings.json',
      )
    : wrong(name, `PagerDuty spells it ${similar}`, 'write the address as PagerDuty does in settings.json');
}

function emailsIn(body: unknown): readonly string[] {
  const users = typeof body === 'object' && body !== null && 'users' in body && Array.isArray(body.users) ? (body.users as unknown[]) : [];
  return users.flatMap((user) =>
    typeof user === 'object' && user !== null && 'email' in user && typeof user.email === 'string' ? [user.email] : [],
  );
}

/** A service that is not there, or does not take the credential; undefined when it answered the question. */
function refused(reply: Reply, service: string, url: string, secret: string): Check | undefined {
  if ('unreachable' in reply)
    return wrong(service, `${url} does not answer: ${reply.unreachable}`, 'check the address, the network and the proxy');
  if (reply.status === 200 || reply.status === 404) return undefined;
  const denied = reply.status === 401 || reply.status === 403;
  return denied
    ? wrong(
        service,
        `${url} refuses ${secret} (HTTP ${reply.status})`,
        `export a ${secret} that is valid and may read, see docs/guide/settings.md`,
      )
    : wrong(service, `${url} answers HTTP ${reply.status}`, 'check that the address is that of the service itself, and try again');
}

const rerun = 'mend the lines above, then run the doctor again';

const isGiven = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

function unanswered(secret: string, credential: string | undefined, setting: string, url: string | undefined): string {
  const lacking = [...(isGiven(credential) ? [] : [secret]), ...(isGiven(url) ? [] : [setting])];
  return `${lacking.join(' and ')} not set`;
}
