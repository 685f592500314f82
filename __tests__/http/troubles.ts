import type { Trouble } from '../support/faulty-run.ts';

const text = { 'content-type': 'text/plain' };

/** Faults, by the names that a table uses. */
export const troubles: Readonly<Record<string, Trouble>> = {
  refused: { kind: 'refused' },
  'reset before the request': { kind: 'reset-before' },
  'reset after the request': { kind: 'reset' },
  'closed without an answer': { kind: 'close' },
  'cut body': { kind: 'cut-body' },
  'stalled before the headers': { kind: 'stall' },
  'stalled in the body': { kind: 'stall-body' },
  'dripping body': { kind: 'drip' },
  '408': { kind: 'answer', status: 408, headers: text, body: 'Request Timeout\n' },
  '429': { kind: 'answer', status: 429, headers: text, body: 'Too Many Requests\n' },
  '429, Retry-After 1': { kind: 'answer', status: 429, headers: { 'retry-after': '1' } },
  '429, Retry-After 3600': { kind: 'answer', status: 429, headers: { 'retry-after': '3600' } },
  '500': { kind: 'answer', status: 500 },
  '502, HTML': {
    kind: 'answer',
    status: 502,
    headers: { 'content-type': 'text/html' },
    body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
  },
  '503, a date within 3 s': { kind: 'answer', status: 503, headers: dated(3_000), body: 'upstream unavailable' },
  '503, a date in a year': { kind: 'answer', status: 503, headers: dated(365 * 86_400_000) },
  '504': { kind: 'answer', status: 504 },
  redirect: { kind: 'answer', status: 302, headers: { location: 'https://login.example.com/authorize?client=1' } },
  'huge body': { kind: 'huge' },
  'untrusted certificate': { kind: 'untrusted' },
  'expired certificate': { kind: 'expired' },
  'wrong name': { kind: 'wrong-name' },
};

/** The date is relative to the response, not to the start of the test. */
function dated(ms: number): Record<string, string> {
  return {
    ...text,
    get 'retry-after'() {
      return new Date(Date.now() + ms).toUTCString();
    },
  };
}
