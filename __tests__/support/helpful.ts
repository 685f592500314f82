import { expect } from '@jest/globals';
import { topics } from '../../src/util/topics.ts';

/** Checks the last line of a failure or a warning. */
export function expectHelp(message: string): void {
  expect(topics).toContain(/\nHelp: docs\/troubleshooting\.md#([a-z-]+)$/.exec(message)?.[1]);
}

/** Checks the rules for the message of a failure, as the log shows it, with its last line. */
export function expectHelpful(message: string): void {
  const lines = message.split('\n');
  // Several wrong inputs are a list.
  expect(lines.filter((line) => !line.startsWith('- ')).length).toBeLessThanOrEqual(8);
  expect(lines.at(-2)).toMatch(/^Fix: \S.{10,}[.0-9]$/);
  expectHelp(message);
  const sentences =
    lines
      .at(-2)
      ?.replace(/^Fix: /, '')
      .split(/(?<=\.) /) ?? [];
  expect(sentences).toEqual([...new Set(sentences)]);
  // Text of the server or the user is in quotation marks and can contain anything. Addresses are also theirs.
  const ours = message
    .replaceAll(/"[^\n]*"/g, '""')
    .replaceAll(/https?:\/\/\S+/g, 'an address')
    .replace(/^A bug in this action: \w+/, '');
  expect(ours).not.toMatch(/[!{<]|\bplease\b|\byou (must|have to|should|forgot|failed)\b|\byour (mistake|fault)\b/i);
  // No value was inserted into a sentence by mistake.
  expect(ours).not.toMatch(/undefined|\[object|NaN/);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(700);
  for (const [, quoted = ''] of message.matchAll(/"([^"\n]*)"/g)) expect(quoted.length).toBeLessThanOrEqual(200);
}
