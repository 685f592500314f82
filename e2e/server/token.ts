import { ask, type Heard } from './ask.ts';
import { signAssertion, type Signer } from './assertion.ts';
import type { Instance } from '../instance.ts';

const scope = 'openid urn:zitadel:iam:org:project:id:zitadel:aud';

/** Asks for a token by a client secret, without the action. */
export async function bySecret(
  instance: Instance,
  { loginName, clientSecret }: { loginName: string; clientSecret: string },
): Promise<Heard> {
  const form = { grant_type: 'client_credentials', client_id: loginName, client_secret: clientSecret, scope };
  return await ask(instance, '/oauth/v2/token', { form });
}

/** Asks for a token by a key, without the action. */
export async function byKey(instance: Instance, signer: Signer): Promise<Heard> {
  const assertion = await signAssertion(instance, signer);
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion, scope };
  return await ask(instance, '/oauth/v2/token', { form });
}

/** The token in an answer. */
export function tokenIn({ status, text }: Heard): string {
  if (status !== 200) throw new Error(`no token: ${status} ${text.slice(0, 200)}`);
  return (JSON.parse(text) as { access_token: string }).access_token;
}
