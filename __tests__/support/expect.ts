import type { InProcessResult } from './in-process.ts';
import { splitLines } from '../../emulators/runner/lines.ts';
import type { StepResult } from '../../emulators/runner/run-step.ts';
import { expect } from '@jest/globals';
import { topics } from '../../src/util/errors.ts';

/** Expects a step of the bundle that succeeded without a warning. @returns its token */
export function expectToken({ exitCode, outputs, stderr, log }: StepResult): string {
  expect({ exitCode, stderr, annotations: log.annotations }).toEqual({ exitCode: 0, stderr: '', annotations: [] });
  expect(outputs['access_token']).toBeDefined();
  return outputs['access_token'] ?? '';
}

/** Expects a step of the bundle that failed with one error. @returns the message */
export function expectFailure({ exitCode, outputs, stderr, log }: StepResult, failure: string): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure } });
  expect(log.annotations).toHaveLength(1);
  return log.annotations[0]?.message ?? '';
}

/** @param phrase parts that the text contains in this order, separated by `…` */
export function expectInOrder(text: string, phrase: string): void {
  const pieces = phrase.split('…').map((piece) => piece.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  expect(text).toMatch(new RegExp(pieces.join('[^]*')));
}

/** Expects one warning, which starts with the consequence for the user. */
export function expectNotRevoked(step: InProcessResult | StepResult, says: string, fix = ''): void {
  expect(step.log.annotations).toHaveLength(1);
  const [{ level, title, message } = { level: '', title: '', message: '' }] = step.log.annotations;
  expect([level, title]).toEqual(['warning', 'ZITADEL access token']);
  const [first = '', asked] = message.split('\n');
  expect(first).toMatch(/^The access token was not revoked and is valid until it expires( \([-\dT:]+Z\))?\. /);
  expect(message).not.toContain('timeout-seconds');
  expect(first).toContain(says);
  expect(first.split(' Fix: ')[1] ?? '').toContain(fix);
  if (asked?.startsWith('Help: ') === false)
    expect(asked).toMatch(/^Instance: https?:\/\/[^\s;]+(; credential: (client secret of|application) .+)?\.$/);
  expect(step.log.text.split('\n').filter((line) => /revoked\b(?!$)/i.test(line))).toHaveLength(1);
}

/**
 * Finds secrets that the standard output shows before a mask command for them.
 * @returns the secrets whose first occurrence is not in a mask command
 */
export function shownBeforeMasked(stdout: string, secrets: readonly string[]): string[] {
  const lines = splitLines(stdout);
  return secrets.filter((secret) => {
    const first = lines.find((line) => line.includes(secret));
    return first !== undefined && !first.startsWith('::add-mask::');
  });
}

/** The masks before the first line of text. */
export function masksBeforeText(stdout: string): string[] {
  const lines = splitLines(stdout);
  const text = lines.findIndex((line) => !line.startsWith('::add-mask::'));
  return lines
    .slice(0, text)
    .map((line) => line.slice('::add-mask::'.length).replaceAll('%0D', '\r').replaceAll('%0A', '\n'))
    .map((mask) => mask.replaceAll('%25', '%'));
}

/** Checks the last line of a failure or a warning. */
export function expectHelp(message: string): void {
  expect(topics.join(' ').split(' ')).toContain(/\nHelp: docs\/troubleshooting\.md#([a-z-]+)$/.exec(message)?.[1]);
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

/**
 * Expects a failure with one annotation and without a token.
 * @param says a part of the first line, or with `anywhere` of any line before the fix
 */
export function expectRefused(
  { outputs, log }: InProcessResult,
  { failure, says, fix, anywhere = false }: { failure: string; says: string; fix: string; anywhere?: boolean },
): void {
  expect(outputs).toEqual({ failure });
  expect(log.annotations).toHaveLength(1);
  const lines = log.annotations[0]?.message.split('\n') ?? [];
  expect(anywhere ? lines.slice(0, -3).join('\n') : lines[0]).toContain(says);
  expect(lines.at(-3)).toMatch(
    /^Instance: http:\/\/localhost:\d+; credential: (client secret of "[\w-]+"|personal access token)\.$/,
  );
  expect(lines.at(-2)?.startsWith('Fix: ')).toBe(true);
  expect(lines.at(-2)).toContain(fix);
}
