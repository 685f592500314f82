import { decodeJwt } from 'jose';
import { type Account, SCOPE, type World, account, assertion, post } from '../world.ts';
import { type Situation, type Situations, each } from './situation.ts';

const HTTPS = { 'x-forwarded-proto': 'https' };

async function answerOf(world: World, { user, secret }: Account, headers = {}): Promise<Record<string, string>> {
  const form = { grant_type: 'client_credentials', client_id: user.userName, client_secret: secret, scope: SCOPE };
  return JSON.parse((await post(world, '/oauth/v2/token', form, headers)).text);
}

/** A token that was requested with other headers than those of the call. */
function requestedWith(headers: Record<string, string>): Situation {
  return async (world) => {
    const owner = account(world, { tokenType: 'JWT', roles: ['ORG_OWNER_VIEWER'] });
    return { accessToken: (await answerOf(world, owner, headers))['access_token'] ?? '', ids: [owner.user.id] };
  };
}

/** JWT access tokens under another issuer than the one called, and the claims of ID tokens. */
export const jwts: Situations = {
  ...each(
    [
      'orgs/me, JWT whose issuer is https',
      'own keys, v2 search, JWT whose issuer is https',
      'own administrator roles, JWT whose issuer is https',
      'own administrator roles, JWT whose issuer is https, called by http',
      'userinfo, JWT whose issuer is https',
      'userinfo, JWT whose issuer is https, called by http',
    ],
    requestedWith(HTTPS),
  ),
  ...each(
    [
      'orgs/me, JWT whose issuer is http, called by https',
      'userinfo, JWT whose issuer is http, called by https',
      'orgs/me, JWT, foreign host, x-zitadel-instance-host',
      'orgs/me, JWT, external secure',
      'userinfo, JWT, external secure',
      'orgs/me, unknown host, external secure',
    ],
    requestedWith({}),
  ),
  ...each(
    ['orgs/me, JWT whose issuer has no port', 'userinfo, JWT whose issuer has no port'],
    requestedWith({ host: 'localhost' }),
  ),
  'claims of an ID token, client_credentials': async (world) => {
    const { id_token: token = '' } = await answerOf(world, account(world));
    return { found: decodeJwt(token) };
  },
  'claims of an ID token, jwt-bearer': async (world) => {
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', scope: SCOPE };
    const { text } = await post(world, '/oauth/v2/token', {
      ...form,
      assertion: await assertion(world, account(world)),
    });
    const { id_token: token }: { id_token: string } = JSON.parse(text);
    return { found: decodeJwt(token) };
  },
};
