import { SignJWT } from 'jose';
import { type KeyObject, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { Emulator } from '../../emulators/zitadel/emulator.ts';
import { addKey } from '../../emulators/zitadel/keys.ts';
import type { RecordedEntry } from '../../emulators/zitadel/recorded.ts';
import { type ServiceAccountData, addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import type { User, Version } from '../../emulators/zitadel/state.ts';
import { type Received, send } from './send.ts';

export const ZITADEL = 'urn:zitadel:iam:org:project:id:zitadel:aud';
export const SCOPE = `openid ${ZITADEL}`;
export const FAR = '2099-01-01T00:00:00Z';

/** One pair for all accounts with a key of their own: making a pair for each would take most of the test's time. */
export const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** An emulator, and the recorded entry that it is being prepared for. */
export interface World {
  emulator: Emulator;
  version: Version;
  entry: RecordedEntry;
  /** The host under which the recorded server was called. */
  host: string;
}

export interface Account {
  user: User;
  secret: string;
  keyId: string;
}

/** The first user name in the recorded request and answer, or one of the same length. */
export function recordedUserName({ entry }: World): string {
  return (
    /[a-z-]+-toza\w+/i.exec(JSON.stringify([entry.request, entry.response.body]))?.[0].toLowerCase() ?? 'ci-bot-toza6k1'
  );
}

/** The name in the recorded answer or request that begins so. */
export function recordedName({ entry }: World, beginning: string): string {
  return new RegExp(`${beginning} toza\\w+`).exec(JSON.stringify(entry))?.[0] ?? `${beginning} toza6k`;
}

/** A service account with a secret and a key, named as in the recorded request. */
export function account(world: World, data: Partial<ServiceAccountData> = {}): Account {
  const { state } = world.emulator;
  const userName = data.userName ?? recordedUserName(world);
  const name = userName.replace(/-toza.*$/, '');
  const { userId, clientSecret } = addServiceAccount(state, { secret: true, name, ...data, userName });
  const user = state.users.get(userId);
  if (!user) throw new Error('the account was not added');
  const { key } = addKey(state, { user, expirationDate: FAR, publicKey: rsa.publicKey });
  return { user, secret: clientSecret, keyId: key.id };
}

/** Calls an API as the administrator, who must be allowed to. */
export async function administer(world: World, call: string, body?: unknown, orgId?: string): Promise<Received> {
  const [method = '', path = ''] = call.split(' ');
  const received = await send({
    port: world.emulator.port,
    method,
    path,
    headers: {
      host: world.host,
      authorization: `Bearer ${world.emulator.adminToken}`,
      'content-type': 'application/json',
      ...(orgId !== undefined && { 'x-zitadel-orgid': orgId }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (received.status !== 200) throw new Error(`${call} was answered with ${received.status} ${received.text}`);
  return received;
}

/** Makes something by a POST as the administrator. Out: the answer. */
export async function created(world: World, path: string, body: unknown): Promise<Record<string, string>> {
  const { text } = await administer(world, `POST ${path}`, body);
  return JSON.parse(text);
}

/** Sends a form. */
export async function post(world: World, path: string, form: Record<string, string>, headers = {}): Promise<Received> {
  return send({
    port: world.emulator.port,
    method: 'POST',
    path,
    headers: { host: world.host, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams(form)),
  });
}

/** An access token of an account, by its secret. */
export async function accessToken(world: World, { user, secret }: Account, scope = SCOPE): Promise<string> {
  const organization = world.emulator.state.organizations.get(user.organizationId);
  const suffix = organization?.loginNamesHaveDomain ? `@${organization.primaryDomain}` : '';
  const { text } = await post(world, '/oauth/v2/token', {
    grant_type: 'client_credentials',
    client_id: user.userName + suffix,
    client_secret: secret,
    scope,
  });
  const { access_token: token }: { access_token?: string } = JSON.parse(text);
  if (token === undefined) throw new Error(`no token: ${text}`);
  return token;
}

export interface Assertion {
  claims?: Record<string, unknown>;
  alg?: string;
  /** The key id; null for none. */
  kid?: string | null;
  key?: KeyObject;
}

/** An assertion of an account, good but for the changes given. */
export async function assertion(world: World, { user, keyId }: Account, change: Assertion = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { alg = 'RS256', kid = keyId, key = rsa.privateKey } = change;
  const claims = {
    iss: user.id,
    sub: user.id,
    aud: `http://${world.host}`,
    iat: now,
    exp: now + 300,
    ...change.claims,
  };
  return new SignJWT(claims).setProtectedHeader({ alg, ...(kid !== null && { kid }) }).sign(key);
}

/** The private key in a key file. */
export function privateKeyOf(keyJson: string): KeyObject {
  const { key }: { key: string } = JSON.parse(keyJson);
  return createPrivateKey(key);
}
