import type { PolicyStatement } from './policy';

const everybody = { AWS: '*' } as const;

/** A refusal to everybody, the account's administrators included. */
const deny = (
  Sid: string,
  Action: PolicyStatement['Action'],
  Resource: PolicyStatement['Resource'],
  Condition: PolicyStatement['Condition'],
): PolicyStatement => ({
  Sid,
  Effect: 'Deny',
  Principal: everybody,
  Action,
  ...(Resource === undefined ? {} : { Resource }),
  ...(Condition === undefined ? {} : { Condition }),
});

/** Requests in clear text, or under a TLS version with known weaknesses, are refused. */
export function tlsOnly(bucketArn: string): readonly PolicyStatement[] {
  const whole = [bucketArn, `${bucketArn}/*`];
  return [
    deny('TlsOnly', 's3:*', whole, { Bool: { 'aws:SecureTransport': 'false' } }),
    deny('Tls12', 's3:*', whole, { NumericLessThan: { 's3:TlsVersion': '1.2' } }),
  ];
}

/**
 * Objects are encrypted under this key or not at all. A request that names no encryption gets the bucket's default, hence `Null`: without it a
 * negated operator holds for an absent header as well, and so it does with `IfExists` (IAM, condition operators). A request that names KMS
 * without a key would get the key that AWS manages.
 */
export function onlyThisKey(bucketArn: string, keyArn: string): readonly PolicyStatement[] {
  const objects = `${bucketArn}/*`;
  const encryption = 's3:x-amz-server-side-encryption';
  const keyId = `${encryption}-aws-kms-key-id`;
  return [
    deny('OnlyKms', 's3:PutObject', objects, { StringNotEquals: { [encryption]: 'aws:kms' }, Null: { [encryption]: 'false' } }),
    deny('OnlyThisKey', 's3:PutObject', objects, { StringNotEquals: { [keyId]: keyArn }, Null: { [keyId]: 'false' } }),
    deny('KmsNamesItsKey', 's3:PutObject', objects, { StringEquals: { [encryption]: 'aws:kms' }, Null: { [keyId]: 'true' } }),
    deny('NoCustomerKeys', 's3:PutObject', objects, { Null: { [`${encryption}-customer-algorithm`]: 'false' } }),
  ];
}

/**
 * No version is removed by hand and no lock is lifted: only the lifecycle removes, which no policy binds. Whoever must remove one, as from
 * the bucket of a retired product, has to take this policy away first, which the log of the account shows.
 */
export function noRemoval(bucketArn: string): readonly PolicyStatement[] {
  return [deny('NoRemoval', ['s3:BypassGovernanceRetention', 's3:DeleteObjectVersion'], `${bucketArn}/*`, undefined)];
}

/** A thief of the writer's credential cannot lock objects for decades, nor in the mode that nobody can undo. */
export function lockBounds(bucketArn: string, longestDays: number, irreversible: boolean): readonly PolicyStatement[] {
  const objects = `${bucketArn}/*`;
  const locking = ['s3:PutObject', 's3:PutObjectRetention'];
  return [
    deny('LockBounds', locking, objects, { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': String(longestDays) } }),
    ...(irreversible ? [] : [deny('NoCompliance', locking, objects, { StringEquals: { 's3:object-lock-mode': 'COMPLIANCE' } })]),
  ];
}
