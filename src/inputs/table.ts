import type { CheckName } from '../types/step.ts';
import { defaultScopes } from './audiences.ts';
import { readAssertion, readBasic, readHeaders, readKey, readSecret, readToken, type ReadSecret } from './secrets.ts';

const checkNames: readonly CheckName[] = ['none', 'userinfo', 'org'];

/** One input. The kind of its value decides how it is read, and what is wrong with it. */
export type Row = Readonly<{ default?: string | number | boolean | readonly string[]; example?: string }> &
  Readonly<
    | { kind: 'address' | 'id' | 'ids' | 'list' | 'name' | 'path' | 'boolean' | 'text' }
    | { kind: 'choice'; choices: readonly string[] }
    | { kind: 'integer'; min: number; max: number }
    | { kind: 'secret'; read: ReadSecret<unknown> }
  >;

const id = '312345678901234567';

/**
 * Every input of action.yml: its kind, its range or reader, what it means if it is empty, and an example for messages. A
 * test compares the table with action.yml and the README.
 */
export const table = {
  domain: { kind: 'address', example: 'acme.zitadel.cloud' },
  'client-id': { kind: 'name', example: 'ci-bot' },
  'client-secret': { kind: 'secret', read: readSecret },
  'basic-auth': { kind: 'secret', read: readBasic },
  'service-account-key': { kind: 'secret', read: readKey },
  'service-account-key-file': { kind: 'path', example: 'key.json' },
  'private-key': { kind: 'secret', read: readKey },
  'key-id': { kind: 'id', example: id },
  'user-id': { kind: 'id', example: id },
  assertion: { kind: 'secret', read: readAssertion },
  'personal-access-token': { kind: 'secret', read: readToken },
  scopes: { kind: 'list', default: defaultScopes, example: `urn:zitadel:iam:org:project:id:${id}:aud` },
  'project-ids': { kind: 'ids', example: id },
  verify: { kind: 'choice', choices: checkNames, default: 'none' },
  'org-id': { kind: 'id', example: id },
  'required-roles': { kind: 'list', example: 'ORG_OWNER' },
  'expiry-warning-days': { kind: 'integer', min: 0, max: 3650, default: 14 },
  'job-summary': { kind: 'boolean', default: false },
  'token-lifetime-minutes': { kind: 'integer', min: 1, max: 720 },
  revoke: { kind: 'boolean', default: false },
  'revocation-client-id': { kind: 'id', example: id },
  'timeout-seconds': { kind: 'integer', min: 1, max: 600, default: 60 },
  endpoint: { kind: 'address', example: 'acme.zitadel.cloud' },
  'ca-certificate': { kind: 'text' },
  headers: { kind: 'secret', read: readHeaders },
  'allow-http': { kind: 'boolean', default: false },
} as const satisfies Readonly<Record<string, Row>>;

export type InputName = keyof typeof table;
