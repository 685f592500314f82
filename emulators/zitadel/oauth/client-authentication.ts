import { type Answer, oauthError } from '../answers.ts';
import { type Call, formOf } from '../call.ts';
import type { State, User } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { userByLoginName } from '../users.ts';

/** What a caller says it is. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** The client named by a Basic header, else by the form. Out: an answer when there is none, or it is garbled. */
export function clientCredentialsOf(call: Call): ClientCredentials | Answer {
  const basic = basicOf(call.headers['authorization']);
  if (basic) {
    const [clientId, clientSecret] = [urlDecoded(basic[0]), urlDecoded(basic[1])];
    if (clientId === undefined || clientSecret === undefined) {
      return oauthError('invalid_client', 'invalid basic auth header');
    }
    if (clientId) return { clientId, clientSecret };
  }
  const form = formOf(call);
  const clientId = form.get('client_id');
  if (clientId) return { clientId, clientSecret: form.get('client_secret') ?? '' };
  if (form.has('client_assertion')) unrecorded('a client assertion');
  return oauthError('invalid_request', 'client_id or client_assertion must be provided');
}

/** The service account whose login name and secret were sent, whatever its state; or the refusal. */
export function authenticateServiceAccount(state: State, call: Call): User | Answer {
  const credentials = clientCredentialsOf(call);
  if ('status' in credentials) return credentials;
  const user = userByLoginName(state, credentials.clientId);
  if (!user) return oauthError('invalid_client', 'client not found');
  if (user.clientSecret === undefined) return oauthError('invalid_request', 'Errors.User.Machine.Secret.NotExisting');
  if (user.clientSecret !== credentials.clientSecret) {
    return oauthError('invalid_request', 'Errors.User.Machine.Secret.Invalid');
  }
  return user;
}

// As Go does it: a header that is no base64, or has no colon in it, counts as none.
function basicOf(header = ''): [string, string] | undefined {
  const encoded = /^basic (.*)$/i.exec(header)?.[1];
  if (encoded === undefined || !/^(?:[\w+/-]{4})*(?:[\w+/-]{2}==|[\w+/-]{3}=)?$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : [text.slice(0, colon), text.slice(colon + 1)];
}

function urlDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
