import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import nock from 'nock';
import { basicOf, credentials, holder } from './credentials.ts';

// The import activates nock in Node's own modules, which all test files of a process share. nock would also intercept the
// requests of the next file.
nock.restore();

/** A fictitious instance. nock sends its responses, and no request leaves this process. */
export const issuer = 'https://acme.zitadel.cloud';

/** The inputs of the simplest step. */
export const secretInputs = { domain: 'acme.zitadel.cloud', ...credentials['client secret'].inputs(holder) };

/** The Authorization header for these inputs. */
export const secretHeader = `Basic ${basicOf(holder)}`;

/** The time of these steps: 5 o'clock. */
export const now = (): number => Date.UTC(2026, 10, 24, 5, 0, 0);

/** A token in the form of ZITADEL v4.13. */
export const accessToken = 'V1-opaque.access_token-of_one.part'.replaceAll('.', '') + 'x'.repeat(70);

export const tokenAnswer = { access_token: accessToken, token_type: 'Bearer', expires_in: 43_199 };

/** The outputs of a step with this token. */
export const issued = {
  token_type: 'Bearer',
  expires_in: '43199',
  expires_at: '2026-11-24T16:59:59Z',
  issuer,
  hostname: 'acme.zitadel.cloud',
  port: '443',
  access_token: accessToken,
};

/** Blocks the network, and fails a test that did not send an expected request. Call once in a test file. */
export function useNock(): void {
  beforeAll(() => {
    nock.activate();
  });
  beforeEach(() => {
    nock.disableNetConnect();
  });
  afterEach(() => {
    const left = nock.pendingMocks();
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    if (left.length > 0) throw new Error(`These requests were expected and never sent: ${left.join(', ')}`);
  });
  afterAll(() => {
    nock.restore();
  });
}

/** Expects one token request, matched on its decoded form. */
export function expectTokenRequest(matches: (form: Record<string, string>) => boolean = () => true): nock.Interceptor {
  return nock(issuer).post('/oauth/v2/token', (body: unknown) => matches(decodeForm(body)));
}

/** nock passes a form as an object, or as text if it cannot parse the form. */
export function decodeForm(body: unknown): Record<string, string> {
  return typeof body === 'string'
    ? Object.fromEntries(new URLSearchParams(body))
    : Object.fromEntries(Object.entries(body as object).map(([name, value]) => [name, String(value)]));
}
