import { type Answer, oauthError } from '../answers.ts';
import { type Call, formOf } from '../call.ts';
import type { State, User } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { userByLoginName } from '../users.ts';

/** The client ID and client secret that a caller sends. */
interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** Reads the client from a Basic header or from the form. @returns an error if the client is missing or malformed */
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

/** The service account, in any state, whose login name and client secret were sent; otherwise an error response. */
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

// Like Go, ignores a header that is not base64 or does not contain a colon.
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
