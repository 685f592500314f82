/**
 * Which secrets raw standard output shows before the runner was told to hide them.
 * @returns those whose first appearance is not in a mask command
 */
export function shownBeforeMasked(stdout: string, secrets: readonly string[]): string[] {
  const lines = stdout.split('\n');
  return secrets.filter((secret) => {
    const first = lines.find((line) => line.includes(secret));
    return first !== undefined && !first.startsWith('::add-mask::');
  });
}

/** The masks that stand in front of the first line of text. */
export function masksBeforeText(stdout: string): string[] {
  const lines = stdout.split('\n');
  const text = lines.findIndex((line) => !line.startsWith('::add-mask::'));
  return lines
    .slice(0, text)
    .map((line) => line.slice('::add-mask::'.length).replaceAll('%0D', '\r').replaceAll('%0A', '\n'))
    .map((mask) => mask.replaceAll('%25', '%'));
}
