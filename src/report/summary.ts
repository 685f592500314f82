import { appendFileSync, existsSync } from 'node:fs';
import type { Deps, PrintedError } from '../types.ts';
import type { Failure } from '../util/errors.ts';

/** One thing that the step has to tell at its end. */
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
 * @param lines what is known; all of it plain words that may come from a server
 * @param error what went wrong; absent when all is well
 */
export function renderSummary(lines: readonly Line[], error?: FailedWith): string {
  const list = lines.map(({ name, value }) => `- ${name}: ${codeSpan(value)}`);
  const head = error === undefined ? 'ZITADEL access token: issued' : `ZITADEL access token: failed (${error.failure})`;
  const story =
    error === undefined ? [] : [...[...error.message.split('\n'), `Fix: ${error.fix}`].map(inert), error.help];
  return [`### ${head}`, ...story, list.join('\n')].filter((part) => part !== '').join('\n\n') + '\n';
}

/**
 * Appends to the job summary; that there is none is a warning, and never a failure. By our own hand: the library's
 * `summary` makes every start load what only it needs (3 ms).
 */
export function writeSummary({ env, log }: Pick<Deps, 'env' | 'log'>, text: string): void {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  try {
    if (existsSync(file)) return appendFileSync(file, log.clean(text));
  } catch {
    // A full disk is no reason to lose a token that works.
  }
  log.warning(`The job summary could not be written: this runner offers no file for it (GITHUB_STEP_SUMMARY).`);
}

/** A code span (CommonMark §6.1) whose fence is longer than any run of backticks inside. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/** What is quoted becomes a code span: there a server's words mention nobody, and make no link and no formula. */
function inert(line: string): string {
  return line
    .split(/((?:"[^"]*")+)/)
    .map((part, at) => (at % 2 === 1 ? codeSpan(part) : escapeMarkdown(part)))
    .join('');
}

/** Only what Markdown or HTML reacts to, and what GitHub makes a link of: an address in a server's words is no advice. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~&]|:(?=\/\/)|(?<=www)\./gi, '\\$&');
}
