import { type Answer, oauthAnswer } from '../answers.ts';
import { recordedEntry } from '../recorded.ts';
import { publicSigningKey } from '../signing-key.ts';
import type { State } from '../state.ts';

/** `/.well-known/openid-configuration`: the recorded document, with the called issuer. */
export function discoveryEndpoint(state: State, issuer: string): Answer {
  const recorded = JSON.stringify(recordedEntry(state.version, 'discovery').response.body);
  const { issuer: recordedIssuer }: { issuer: string } = JSON.parse(recorded);
  return oauthAnswer(JSON.parse(recorded.replaceAll(recordedIssuer, issuer)));
}

/** `/oauth/v2/keys`: the key that signs JWT access tokens and ID tokens. */
export async function keysEndpoint(state: State): Promise<Answer> {
  const answer = oauthAnswer({ keys: [await publicSigningKey(state)] });
  return {
    ...answer,
    headers: { 'cache-control': 'max-age=300, must-revalidate', 'content-type': 'application/json' },
  };
}
