import { appendFileSync, existsSync } from 'node:fs';
import type { PrintedError } from '../types/log.ts';
import type { Deps } from '../types/step.ts';
import type { Failure } from '../util/errors.ts';

/** One fact that the step reports at its end. */
export interface Line {
  readonly name: string;
  readonly value: string;
}

/** A failure as the log and the summary show it. */
export interface FailedWith extends PrintedError {
  readonly failure: Failure;
}

/**
 * The job summary's text.
 * @param lines what is known; the values may come from a server
 * @param error what failed; absent on success
 */
export function renderSummary(lines: readonly Line[], error?: FailedWith): string {
  const list = lines.map(({ name, value }) => `- ${name}: ${codeSpan(value)}`);
  const head = error === undefined ? 'ZITADEL access token: issued' : `ZITADEL access token: failed (${error.failure})`;
  const text =
    error === undefined ? [] : [...[...error.message.split('\n'), `Fix: ${error.fix}`].map(inert), error.help];
  return [`### ${head}`, ...text, list.join('\n')].filter((part) => part !== '').join('\n\n') + '\n';
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
  log.warning(`The job summary (GITHUB_STEP_SUMMARY) could not be written.`);
}

/** A code span (CommonMark §6.1) whose fence is longer than any run of backticks inside. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** Each quotation becomes a code span, in which a server's words create no mention, link or formula. */
function inert(line: string): string {
  return line
    .split(/((?:"[^"]*")+)/)
    .map((part, at) => (at % 2 === 1 ? codeSpan(part) : escapeMarkdown(part)))
    .join('');
}

/** Escapes only what is special in Markdown or HTML, and addresses, which GitHub would turn into links. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~&]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
}
