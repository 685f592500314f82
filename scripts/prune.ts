import { parse, type AnyNode, type Program } from 'acorn';

/**
 * Removes the two functions that webpack wraps around a CommonJS bundle and its entry point, because Node already runs the
 * file in a function. Without the two functions, the bundle has two levels of indentation less.
 * @throws Error if a name would be declared twice
 */
export function withoutWrappers(code: string): string {
  const inner = unwrapped(code, ({ body }) => body[0]);
  const text = unwrapped(inner, ({ body }) => body[body.findIndex(declaresExports) + 1]);
  // Parsing fails if a name is declared twice, except with `var`. The names that webpack declares with `var` begin with
  // two underscores.
  parseScript(text);
  return `'use strict';\n${text}`;
}

function unwrapped(code: string, find: (program: Program) => AnyNode | undefined): string {
  const wrapper = find(parseScript(code));
  const call = wrapper?.type === 'ExpressionStatement' ? wrapper.expression : undefined;
  const callee = call?.type === 'CallExpression' ? call.callee : undefined;
  // An entry point without imports has no wrapper.
  if (wrapper === undefined || callee?.type !== 'ArrowFunctionExpression') return code;
  // The comments are kept, because they name the source files.
  const text = code.slice(callee.body.start + 1, callee.body.end - 1);
  return code.slice(0, wrapper.start) + text + code.slice(wrapper.end);
}

function declaresExports(statement: AnyNode): boolean {
  const [declared] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
  return declared?.id.type === 'Identifier' && declared.id.name === '__webpack_exports__';
}

/**
 * Methods of http-client that only call each other, and whose names also occur elsewhere. `src/http/request.ts` uses only
 * `requestRaw` and `getAgent`.
 */
const uncalledAnyway: Readonly<Record<string, readonly string[]>> = { HttpClient: ['options', 'get', 'request'] };

/**
 * Removes class methods whose names do not occur in the rest of the bundle, until no such method is left. This removes more
 * than half of http-client. A name that is composed at run time is not found, so the tests of the bundle check the result.
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

/** The name of a property that is read, a string, or a destructured key; not the name in a method's definition. */
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
