/** Splits a stream into lines while the data arrives. */
interface LineReader {
  /** @returns the lines that this text completes */
  readonly push: (text: string) => string[];
  /** @returns the last line, if the stream does not end with a line break */
  readonly end: () => string[];
}

/**
 * Splits lines as the runner does (`StreamReader.ReadLine`): LF, CR and CR LF each end a line. A CR at the end of a chunk
 * ends the line only when the next character has arrived, because that character can be LF.
 */
export function createLineReader(): LineReader {
  let rest = '';
  return {
    push: (text) => {
      const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      return lines;
    },
    end: () => {
      const last = rest;
      rest = '';
      return last === '' ? [] : [last.replace(/\r$/, '')];
    },
  };
}

/** Splits a complete text into lines. */
export function splitLines(text: string): string[] {
  const reader = createLineReader();
  return [...reader.push(text), ...reader.end()];
}

/** Joins lines to a text in which each line ends with LF. */
export function joinLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
