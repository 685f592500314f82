import { parse, type AnyNode, type Program } from 'acorn';

/**
 * Removes the two functions that webpack wraps around a CommonJS bundle and its entry: the file itself is such a function
 * already. Whoever reads the bundle reads two levels of indentation less.
 * @throws Error when a name would be declared twice
 */
export function withoutWrappers(code: string): string {
  const inner = unwrapped(code, ({ body }) => body[0]);
  const text = unwrapped(inner, ({ body }) => body[body.findIndex(declaresExports) + 1]);
  // A name that is declared twice does not parse; those that webpack declares with `var` begin with two underscores.
  parseScript(text);
  return `'use strict';\n${text}`;
}

function unwrapped(code: string, find: (program: Program) => AnyNode | undefined): string {
  const wrapper = find(parseScript(code));
  const call = wrapper?.type === 'ExpressionStatement' ? wrapper.expression : undefined;
  const callee = call?.type === 'CallExpression' ? call.callee : undefined;
  // An entry without imports has no wrapper of its own.
  if (wrapper === undefined || callee?.type !== 'ArrowFunctionExpression') return code;
  // Comments stay: they name the files that the passages come from.
  const text = code.slice(callee.body.start + 1, callee.body.end - 1);
  return code.slice(0, wrapper.start) + text + code.slice(wrapper.end);
}

function declaresExports(statement: AnyNode): boolean {
  const [declared] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
  return declared?.id.type === 'Identifier' && declared.id.name === '__webpack_exports__';
}

/**
 * Methods of http-client that only call each other, by names so common that a mention proves nothing. src/http/request.ts
 * uses `requestRaw` and `getAgent` alone.
 */
const uncalledAnyway: Readonly<Record<string, readonly string[]>> = { HttpClient: ['options', 'get', 'request'] };

/**
 * Removes the methods of classes whose names nothing in the bundle mentions, until none is left: of http-client more than
 * half. A name that is put together at run time would be missed, so each removal is proven by the tests of the bundle.
 */
export function withoutUncalledMethods(code: string): string {
  const nodes = [...everyNode(parseScript(code))];
  const mentioned = new Map<string, number>();
  for (const node of nodes) {
    const name = nameMentioned(node);
    if (name !== undefined) mentioned.set(name, (mentioned.get(name) ?? 0) + 1);
  }
  const uncalled = nodes.flatMap((node) => {
    if (node.type !== 'ClassDeclaration') return [];
    // webpack puts the name of the module in front where another module uses the same name.
    const anyway = uncalledAnyway[node.id?.name.replace(/^.*_/, '') ?? ''] ?? [];
    return node.body.body.filter(
      (member) =>
        member.type === 'MethodDefinition' &&
        member.kind === 'method' &&
        !member.computed &&
        member.key.type === 'Identifier' &&
        (anyway.includes(member.key.name) || !mentioned.has(member.key.name)),
    );
  });
  if (uncalled.length === 0) return code;
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of uncalled) {
    pieces.push(code.slice(at, start));
    at = end;
  }
  return withoutUncalledMethods([...pieces, code.slice(at)].join(''));
}

/** Removes the enums of TypeScript that nothing uses any more: each is a function that is called, which looks like an effect. */
export function withoutUnusedEnums(code: string): string {
  const program = parseScript(code);
  const names = [...everyNode(program)].filter((node) => node.type === 'Identifier');
  const unused = program.body.filter((statement) => {
    const name = enumName(statement);
    const isInside = (node: AnyNode): boolean => node.start >= statement.start && node.end <= statement.end;
    // One is left: its declaration.
    return name !== undefined && names.filter((node) => node.name === name && !isInside(node)).length === 1;
  });
  return unused.reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), code);
}

/** `(function (Name) { … })(Name || (Name = {}));` */
function enumName(statement: AnyNode): string | undefined {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return undefined;
  const [argument] = statement.expression.arguments;
  const isEnum = argument?.type === 'LogicalExpression' && argument.right.type === 'AssignmentExpression';
  return isEnum && argument.left.type === 'Identifier' ? argument.left.name : undefined;
}

/** A property that is read, a text, or a key that is taken apart; a method's own name is none. */
function nameMentioned(node: AnyNode): string | undefined {
  if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier')
    return node.property.name;
  if (node.type === 'Property' && node.key.type === 'Identifier') return node.key.name;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function* everyNode(node: AnyNode): Generator<AnyNode> {
  yield node;
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value])
      if (isNode(child)) yield* everyNode(child);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function parseScript(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'commonjs' });
}
