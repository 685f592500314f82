import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** A message that the source can give: what is filled in is written `…`. */
export interface SourceMessage {
  readonly file: string;
  readonly text: string;
}

/**
 * Where a message stands in the source: what an error or a warning is made of, and the columns of the tables that become
 * part of one. A fix is no message.
 */
const starts =
  /\b(?:configError|new ActionError|wrong|core\.error|log\.warning|warn|warnings\.push|notUnderstood)\(|\b(?:says|what|cause):(?: \(host\) =>)?|\bconst (?:broken|refused|found|message)\b[^=]*=|\breturn [([](?=\s*`)/g;

/** Every message in the source, as far as it has words of its own. */
export function sourceMessages(): SourceMessage[] {
  const folder = join(actionFolder, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((file) => {
    const code = withoutComments(readFileSync(join(folder, file), 'utf8'));
    return [...code.matchAll(starts)]
      .map(({ index, 0: start }) => firstSentence(code.slice(index + start.length)))
      .filter((text) => text !== undefined)
      .filter(hasOwnWords)
      .map((text) => ({ file, text }));
  });
}

/** Three at least, beside what is filled in; what a request is called is no message. */
function hasOwnWords(text: string): boolean {
  const words = text.split(' ').filter((word) => /[a-z]/.test(word));
  return words.length > 2 && !/^the (\w+ request|check of …)$/.test(text);
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
}

/** The first literal of several words, before the statement or the property ends. */
function firstSentence(code: string): string | undefined {
  for (let rest = code.trimStart(); rest !== '';) {
    const literal = readLiteral(rest);
    if (literal === undefined) {
      // Another variable's words are found where it is set.
      if (/^[;}]|^\w+:|^message\b/.test(rest)) return undefined;
      rest = rest.slice(/^\w+/.exec(rest)?.[0].length ?? 1).trimStart();
    } else if (literal.text.split(' ').length > 2) {
      return literal.text;
    } else {
      rest = rest.slice(literal.length).trimStart();
    }
  }
  return undefined;
}

/** Reads the literal that a text begins with. */
function readLiteral(code: string): { text: string; length: number } | undefined {
  const plain = /^'((?:[^'\\]|\\.)*)'/.exec(code);
  if (plain !== null) return { text: plain[1] ?? '', length: plain[0].length };
  if (!code.startsWith('`')) return undefined;
  let text = '';
  for (let at = 1; at < code.length; at += 1) {
    if (code[at] === '`') return { text: text.replaceAll(String.raw`\n`, ' '), length: at + 1 };
    if (code.startsWith('${', at)) {
      at = endOfHole(code, at + 2);
      text += '…';
    } else {
      text += code[at];
    }
  }
  return undefined;
}

/** Where a `${` ends: holes may hold literals with holes of their own. */
function endOfHole(code: string, from: number): number {
  for (let at = from; at < code.length; at += 1) {
    const literal = readLiteral(code.slice(at));
    if (literal !== undefined) at += literal.length - 1;
    else if (code[at] === '{') at = endOfHole(code, at + 1);
    else if (code[at] === '}') return at;
  }
  return code.length;
}
