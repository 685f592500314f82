import { parse, type AnyNode, type Program } from 'acorn';

/**
 * Removes what webpack puts around the modules of a bundle, because Node already runs the file in a function: two functions,
 * the exports of the entry point, and the loader of CommonJS modules, which move to the statements that load them. Then the
 * bundle has two levels of indentation less, and contains no code of the bundler.
 * @throws Error if a name would be declared twice, or if the loader is used in another way
 */
export function withoutWrappers(bundled: string): string {
  const [head = '', rest = ''] = unwrapped(bundled).split('var __webpack_exports__ = {};');
  const found = head.matchAll(/^\/\*{3}\/ (\d+):\n\/\*{3}\/ .*\{\n([^]*?)\n\/\*{3}\/ \}\)/gm);
  const modules = new Map([...found].map(([, id, body = '']) => [id, loaded(body)]));
  const load = (code: string): string =>
    code.replace(/__nccwpck_require__\((\d+)\)/g, (_call, id: string) => load(modules.get(id) ?? ''));
  const code = load(
    unwrapped(rest.replace(/(__nccwpck_require__\.r\(|module\.exports = )__webpack_exports__\)?;/g, '')),
  )
    // The default export of a module of Node, and its namespace, are the module.
    .replace(/^var \w+ = \/\*#__PURE__\*\/__nccwpck_require__\.n\(\w+\);$/gm, '')
    .replace(/\b(external_node_\w+)_default\(\)/g, '$1_namespaceObject')
    .replace(/__nccwpck_require__\.t\((\w+), 2\)/g, '$1')
    .replace(/\b(?:external_(?=node_))?(\w+)_namespaceObject\b/g, '$1')
    // Only a proxy needs tunnel, so that module runs when an agent for a proxy is made.
    .replace(/^var tunnel = \(exports => (\{[^]*?\nreturn exports;\})\)\(\{\}\);/m, 'function tunnel(exports = {}) $1')
    .replace(/\btunnel\.(?=https?Over)/g, 'tunnel().');
  if (code.includes('__nccwpck_require__'))
    throw new Error('The bundle uses a function of webpack that prune.ts removes.');
  // Parsing fails if a name is declared twice.
  parseScript(code);
  return `'use strict';\n${code}`;
}

/** A CommonJS module as an expression. */
function loaded(body: string): string {
  const text = body.replace('"use strict";', '');
  return /^\s*module\.exports = (.*);\s*$/.exec(text)?.[1] ?? `(exports => {${text}\nreturn exports;})({})`;
}

/** The body of a function expression that the first statement calls; otherwise the same code. */
function unwrapped(code: string): string {
  const [wrapper] = parseScript(code).body;
  const call = wrapper?.type === 'ExpressionStatement' ? wrapper.expression : undefined;
  const callee = call?.type === 'CallExpression' ? call.callee : undefined;
  // The comments are kept, because they name the source files.
  return callee?.type === 'ArrowFunctionExpression' ? code.slice(callee.body.start + 1, callee.body.end - 1) : code;
}

/**
 * Methods of http-client that only call each other, and whose names also occur elsewhere. `src/http/request.ts` uses only
 * `requestRawWithCallback` and `getAgent`.
 */
const uncalledAnyway: Readonly<Record<string, readonly string[]>> = {
  HttpClient: ['options', 'get', 'request', 'requestRaw'],
};

/**
 * Removes class methods whose names do not occur in the rest of the bundle, and assignments to fields that nothing reads,
 * until there are none. This removes most of http-client. A name that is composed at run time is not found, so the tests of
 * the bundle check the result.
 */
export function withoutUnread(code: string): string {
  const nodes = [...everyNode(parseScript(code))];
  const assigned = new Set<AnyNode | undefined>(nodes.map(fieldAssigned));
  const mentioned = new Set(nodes.filter((node) => !assigned.has(node)).map(nameMentioned));
  const unread = nodes.flatMap((node): AnyNode | AnyNode[] => {
    const field = fieldAssigned(node.type === 'IfStatement' && node.alternate == null ? node.consequent : node);
    if (field !== undefined && !mentioned.has(nameMentioned(field))) return node;
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
  if (unread.length === 0) return code;
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of unread.toSorted((one, other) => one.start - other.start)) {
    if (start >= at) pieces.push(code.slice(at, start));
    at = Math.max(at, end);
  }
  return withoutUnread([...pieces, code.slice(at)].join(''));
}

/** `this.name`, of a statement that assigns a value to it. */
function fieldAssigned(node: AnyNode): AnyNode | undefined {
  const assignment = node.type === 'ExpressionStatement' ? node.expression : undefined;
  const left = assignment?.type === 'AssignmentExpression' && assignment.operator === '=' ? assignment.left : undefined;
  return left?.type === 'MemberExpression' && left.object.type === 'ThisExpression' ? left : undefined;
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
