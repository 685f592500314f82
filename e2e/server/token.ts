import { send, type Received } from './send.ts';
import { signAssertion, type Signer } from './assertion.ts';
import type { Instance } from '../instance.ts';

const scope = 'openid urn:zitadel:iam:org:project:id:zitadel:aud';

/** Requests a token by a client secret, without the action. */
export async function bySecret(
  instance: Instance,
  { loginName, clientSecret }: { loginName: string; clientSecret: string },
): Promise<Received> {
  const form = { grant_type: 'client_credentials', client_id: loginName, client_secret: clientSecret, scope };
  return await send(instance, '/oauth/v2/token', { form });
}

/** Requests a token by a key, without the action. */
export async function byKey(instance: Instance, signer: Signer): Promise<Received> {
  const assertion = await signAssertion(instance, signer);
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion, scope };
  return await send(instance, '/oauth/v2/token', { form });
}

/** The token in a response. */
export function tokenIn({ status, text }: Received): string {
  if (status !== 200) throw new Error(`no token: ${status} ${text.slice(0, 200)}`);
  return (JSON.parse(text) as { access_token: string }).access_token;
}
