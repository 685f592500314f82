import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { recordedEntries } from '../../emulators/zitadel/recorded.ts';
import { refusals } from '../../src/zitadel/refusals.ts';
import { phrasesOf, quotes } from '../support/phrases.ts';
import { sourceMessages } from '../support/source-messages.ts';

const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');
const phrases = phrasesOf(page);
const messages = sourceMessages();

/** What the server itself says, by the table of refusals and by the recordings. */
const said = [
  ...refusals.map((row) => Object.values(row.said).join(' ')),
  ...recordedEntries('v4.x').flatMap(({ response: { body } }) => [
    typeof body === 'string' ? body : JSON.stringify(body),
  ]),
  ...recordedEntries('v4.13.1').map(({ response: { body } }) => JSON.stringify(body)),
];

describe('every message has its place on the page', () => {
  test('the source has as many messages as are looked at', () => {
    // A change of how messages are written must not make this test look at none.
    expect(messages.length).toBeGreaterThan(120);
  });

  test.each(messages)('$file: $text', ({ text }) => {
    expect(phrases.filter((phrase) => quotes(phrase, text))).not.toEqual([]);
  });

  test.each(refusals.map((row) => row.said))('the server: %j', (fields) => {
    // What tells a refusal apart: its description, its id or its message; an error alone only where there is no more.
    const words = fields.description ?? fields.id ?? fields.message ?? fields.error ?? '';
    expect(phrases).toContain(words);
  });
});

describe('every phrase of the page can be met', () => {
  test.each(phrases)('%s', (phrase) => {
    const met = [...messages.map(({ text }) => text), ...said, ...others].some((text) => quotes(phrase, text));
    expect(met).toBe(true);
  });
});

/** Said by versions that were not recorded, or composed of parts that no one line of the source holds. */
const others = ['invalid_request: assertion invalid', ...[429, 500, 502, 503, 504].map((status) => `status ${status}`)];

test('no heading stands twice', () => {
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
  expect(headings).toEqual([...new Set(headings)]);
});
