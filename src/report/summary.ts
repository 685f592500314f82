import { appendFileSync, existsSync } from 'node:fs';
import type { PrintedFailure } from '../types/log.ts';
import type { Deps, Report } from '../types/step.ts';
import type { Topic } from '../util/errors.ts';
import { helpLine } from './help.ts';

/** One fact that the step reports at its end. */
export type Line = readonly [name: string, value: string];

/** The job summary's text. A sign in its heading distinguishes success from failure. */
export function renderSummary(
  lines: readonly Line[],
  { warnings = [] }: Pick<Report, 'warnings'>,
  env: NodeJS.ProcessEnv,
  error?: PrintedFailure,
): string {
  const helped = (text: string, topic: Topic): string[] => [...text.split('\n').map(inert), helpLine(topic, env)];
  return [
    error === undefined
      ? '### ✅ ZITADEL access token: issued'
      : `### ❌ ZITADEL access token: failed (${error.failure})`,
    ...(error === undefined ? [] : helped(`${error.message}\nFix: ${error.fix}`, error.topic)),
    ...warnings.flatMap(([topic, text]) => helped(`Warning: ${text}`, topic)),
    lines.map(([name, value]) => `- ${name}: ${codeSpan(value)}`).join('\n'),
  ]
    .filter((part) => part !== '')
    .map((part) => part.replace(/^(?:Fix|Warning):/, '**$&**'))
    .join('\n\n')
    .concat('\n');
}

/**
 * Appends to the job summary. If that fails, it is a warning. Not by the library's `summary`, whose modules would be loaded
 * at every start (3 ms).
 */
export function writeSummary({ env, log }: Pick<Deps, 'env' | 'log'>, text: string): void {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  try {
    if (existsSync(file)) return appendFileSync(file, log.clean(text));
  } catch {
    // A full disk must not fail a step that has a valid token.
  }
  log.warning('summary-not-written', `The job summary (GITHUB_STEP_SUMMARY) could not be written.`);
}

/** A code span (CommonMark §6.1) whose fence is longer than any run of backticks inside. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/**
 * What is in quotation marks, and a scope, becomes a code span: it can be pasted as it is, and a server's words create no
 * mention, link or formula.
 */
function inert(line: string): string {
  return line
    .split(/((?:"[^"]*")+|\B'[^']+'\B|\burn:[\w:{}-]+)/)
    .map((part, at) => (at % 2 === 1 ? codeSpan(part.replace(/^"([^"]+)"$|^'(.+)'$/, '$1$2')) : escapeMarkdown(part)))
    .join('');
}

/** Escapes only what is special in Markdown or HTML, and addresses, which GitHub would turn into links. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~&]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
}
