import { extname } from 'node:path';
import { parsers } from 'prettier/plugins/typescript';

/** Text to lint, as long as the file, so that a position in the text is also a position in the file. */
interface Prose {
  readonly text: string;
  /** The linter chooses the parser by the extension. */
  readonly extension: '.md' | '.txt';
}

interface Node {
  readonly type: string;
  readonly range: readonly [number, number];
  readonly callee?: Node;
  readonly tag?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly name?: string;
  readonly raw?: string;
  readonly arguments?: readonly Node[];
}

interface Program extends Node {
  readonly comments: readonly Node[];
}

/** The text that a person reads in a file: the whole of a Markdown or YAML file, and the comments and strings of code. */
export function proseOf(path: string, content: string): Prose {
  const extension = extname(path);
  if (extension === '.md') return { text: content, extension };
  if (extension === '.ts' || extension === '.mjs') return { text: proseOfCode(path, content), extension: '.txt' };
  return { text: joined(content), extension: '.txt' };
}

function proseOfCode(path: string, content: string): string {
  const program = parsers.typescript.parse(content, {} as Parameters<typeof parsers.typescript.parse>[1]) as Program;
  const kept = [...program.comments, ...textsOf(program, path.startsWith('__tests__/'))];
  const characters = Array.from({ length: content.length }, () => '\n');
  for (const { range } of kept) {
    const piece = joined(content.slice(...range));
    for (const [index, character] of piece.split('').entries()) characters[range[0] + index] = character;
  }
  return characters.join('');
}

/** The strings in code, except module names and single words. In a test file, only the names of tests. */
function textsOf(program: Program, isTest: boolean): Node[] {
  const texts: Node[] = [];
  const visit = (node: Node, isRead: boolean): void => {
    if (isRead && isText(node)) texts.push(node);
    for (const child of childrenOf(node)) {
      visit(child, isTest ? isNameOfTest(child, node) || (isRead && !isFunction(child)) : true);
    }
  };
  visit(program, !isTest);
  return texts;
}

function isText({ type, raw = '' }: Node): boolean {
  return type === 'TemplateElement' || (type === 'Literal' && /^['"].*\s/.test(raw));
}

function isFunction({ type }: Node): boolean {
  return type === 'ArrowFunctionExpression' || type === 'FunctionExpression';
}

/** Whether a node is the first argument of `test(…)` or `test.each(rows)(…)`, but not the rows. */
function isNameOfTest(node: Node, call: Node): boolean {
  const isEach = call.callee?.property?.name === 'each';
  return node === call.arguments?.[0] && !isEach && /^(?:test|describe)$/.test(rootOf(call));
}

/** `test` of `test.each(rows)('…')`. */
function rootOf(node: Node): string {
  const inner = node.callee ?? node.tag ?? node.object;
  return inner === undefined ? (node.name ?? '') : rootOf(inner);
}

function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([name]) => !['parent', 'comments', 'source'].includes(name))
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(
      (value): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'range' in value,
    );
}

/** Replaces the marks of comments by spaces, and also line breaks, except before a new paragraph or key. */
function joined(text: string): string {
  return text
    .replace(/^([ \t]*)(\/\*\*?|\*\/|\*|\/\/|#)(?=[ \t\n]|$)/gm, (mark) => ' '.repeat(mark.length))
    .replace(/\n(?=[ \t]*\S)(?![ \t]*(?:- |[\w"'-]+:))/g, ' ');
}
