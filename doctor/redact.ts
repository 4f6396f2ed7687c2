import type { Environment } from './machine';

/** Variables that hold secrets, by their names: those of opskeep, of the clouds, and whatever is named like one. */
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|KEY|AUTH/i;
/** A shorter text is no secret, and would be found in the middle of words. */
const shortest = 6;

/** The text without any value of a secret in the environment, should a program or a service have repeated one. */
export function redact(text: string, environment: Environment): string {
  const values = Object.entries(environment)
    .filter(([name]) => secretName.test(name))
    // Grafana takes a name with its password too; the password alone is as secret.
    .flatMap(([, value = '']) => [value, value.slice(value.indexOf(':') + 1)])
    .filter((value) => value.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return values.reduce((redacted, value) => redacted.replaceAll(value, '[secret]'), text);
}
