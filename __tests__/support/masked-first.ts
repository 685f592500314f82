import { splitLines } from '../../emulators/runner/lines.ts';

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
