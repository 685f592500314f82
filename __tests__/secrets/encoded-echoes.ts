import { credentials } from '../support/credentials.ts';
import { encoders } from './encoders.ts';
import type { Scenario } from './scenarios.ts';

const places: Readonly<Record<string, (words: string) => { headers: Record<string, string>; body: string }>> = {
  'in JSON': (words) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: 'invalid_request', error_description: words }),
  }),
  'in plain text': (words) => ({ headers: { 'content-type': 'text/plain' }, body: words }),
  'in a title': (words) => ({
    headers: { 'content-type': 'text/html' },
    body: `<!doctype html><title>&constructor; &toString; ${words.slice(0, 260).replaceAll('<', '&lt;')}</title>`,
  }),
};

/**
 * The scenarios of the sweep in which a server returns the client secret and the Basic value in another form: one for each
 * encoder and each place. For a sweep with this client secret.
 */
export function encodedEchoes(clientSecret: string): Scenario[] {
  return Object.entries(encoders).flatMap(([encoding, encode]) =>
    Object.entries(places).map(([place, response]): Scenario => ({
      name: `the client secret and the Basic value ${encoding}, ${place}`,
      inputs: (holder) => ({ ...credentials['client secret'].inputs(holder), 'job-summary': 'true' }),
      answers: () => [
        {
          kind: 'answer',
          status: 400,
          on: '/oauth/v2/token',
          ...response(''),
          body: ({ headers }) => {
            const basic = headers['authorization']?.replace('Basic ', '') ?? '';
            const padding = /=*$/.exec(basic)?.[0] ?? '';
            const bare = basic.slice(0, basic.length - padding.length);
            const shown = place === 'in a title' ? [clientSecret] : [clientSecret, basic, bare, `${bare}%3D`];
            return response(shown.map(encode).join(' ; ')).body;
          },
        },
      ],
      // The encoded form must not be shown either.
      secrets: [encode(clientSecret)],
      ends: place === 'in JSON' ? 'credential' : 'server',
    })),
  );
}
