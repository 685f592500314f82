/** What the runner reads from a file of outputs, state or variables. */
interface KeyValues {
  /** The values before the first error. */
  readonly values: Readonly<Record<string, string>>;
  /** The runner's message about the first error, which fails the step. */
  readonly problem?: string;
}

/**
 * Reads entries of two forms: `name=value`, and `name<<delimiter` followed by the lines of the value and the delimiter.
 * Ignores empty lines between entries.
 * @param platform on Windows, CR LF also ends a line; on other systems, only LF does
 */
export function readKeyValues(text: string, platform: NodeJS.Platform = process.platform): KeyValues {
  const lines = linesOf(text.replace(/^\uFEFF/, ''), platform);
  const values: Record<string, string> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const { line = '' } = lines[index] ?? {};
    const equals = indexIn(line, '=');
    const marker = indexIn(line, '<<');
    if (line === '') continue;
    if (equals < marker) {
      values[line.slice(0, equals)] = line.slice(equals + 1);
    } else if (marker < equals) {
      const [name, delimiter] = [line.slice(0, marker), line.slice(marker + 2)];
      const start = index + 1;
      const end = lines.findIndex((one, at) => at >= start && (one.line === delimiter || one.lineBreak === ''));
      const problem = problemOf(line, { name, delimiter }, lines[end]);
      if (problem !== undefined) return { values, problem };
      // The value does not include the line break before the delimiter.
      const value = lines.slice(start, end).map((one) => one.line + one.lineBreak);
      values[name] = value.join('').slice(0, -(lines[end - 1]?.lineBreak.length ?? 0));
      index = end;
    } else {
      return { values, problem: `Invalid format '${line}'` };
    }
  }
  return { values };
}

/** Like `readKeyValues`, but throws if the file is malformed. */
export function parseKeyValues(text: string, platform?: NodeJS.Platform): Record<string, string> {
  const { values, problem } = readKeyValues(text, platform);
  if (problem !== undefined) throw new Error(problem);
  return { ...values };
}

interface Line {
  readonly line: string;
  /** Empty if the last line has no line break. */
  readonly lineBreak: string;
}

function linesOf(text: string, platform: NodeJS.Platform): Line[] {
  const pattern = platform === 'win32' ? /(.*?)(\r?\n|$)/gs : /(.*?)(\n|$)/gs;
  return [...text.matchAll(pattern)]
    .map(([, line = '', lineBreak = '']) => ({ line, lineBreak }))
    .filter(({ line, lineBreak }) => line + lineBreak !== '');
}

/** @returns infinity if the line does not contain the part, so that the smallest index is the first occurrence */
function indexIn(line: string, part: string): number {
  const index = line.indexOf(part);
  return index < 0 ? Number.POSITIVE_INFINITY : index;
}

/** @param end the line of the delimiter, or the last line of the file if that line has no line break */
function problemOf(
  line: string,
  { name, delimiter }: { readonly name: string; readonly delimiter: string },
  end: Line | undefined,
): string | undefined {
  if (name === '' || delimiter === '') {
    return `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`;
  }
  if (end === undefined) return `Invalid value. Matching delimiter not found '${delimiter}'`;
  return end.line === delimiter ? undefined : 'Invalid value. EOF marker missing new line.';
}
