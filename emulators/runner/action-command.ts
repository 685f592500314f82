/** A command that a step writes into its output. */
export interface ActionCommand {
  /** In lower case: the runner ignores the case of names. */
  readonly name: string;
  /** By their names in lower case. */
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

/**
 * Finds `::name key=value,key=value::data` at the start of a line, or `##[name key=value;key=value]data` anywhere in it.
 * @param registered the names that are commands, in lower case
 */
export function parseCommand(line: string, registered: ReadonlySet<string>): ActionCommand | undefined {
  const colons = /^\s*::(?<head>.*?)::(?<data>.*)$/s.exec(line)?.groups;
  const brackets = /##\[(?<head>[^\]]*)\](?<data>.*)$/s.exec(line)?.groups;
  return readCommand(colons, colonSyntax, registered) ?? readCommand(brackets, bracketSyntax, registered);
}

interface Syntax {
  readonly separator: string;
  readonly escapes: Escapes;
  readonly propertyEscapes: Escapes;
}

/** What is replaced by what, one after another. */
type Escapes = readonly (readonly [escaped: string, character: string])[];

const bracketEscapes: Escapes = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
];
const bracketSyntax: Syntax = { separator: ';', escapes: bracketEscapes, propertyEscapes: bracketEscapes };
const colonSyntax: Syntax = {
  separator: ',',
  escapes: [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%25', '%'],
  ],
  propertyEscapes: [
    ['%0D', '\r'],
    ['%0A', '\n'],
    ['%3A', ':'],
    ['%2C', ','],
    ['%25', '%'],
  ],
};

function readCommand(
  found: Readonly<Record<string, string>> | undefined,
  { separator, escapes, propertyEscapes }: Syntax,
  registered: ReadonlySet<string>,
): ActionCommand | undefined {
  const [, name = '', properties = ''] = /^([^ ]*)(?: (.*))?$/s.exec(found?.['head'] ?? '') ?? [];
  if (found === undefined || !registered.has(name.toLowerCase())) return undefined;
  const trimmed = separator === ',' ? properties.trim() : properties;
  const pairs = trimmed.split(separator).flatMap((pair) => readPair(pair, propertyEscapes));
  return { name: name.toLowerCase(), properties: new Map(pairs), data: unescape(found['data'] ?? '', escapes) };
}

/** A key without a value is dropped, and so are `=` characters before the key and before the value. */
function readPair(pair: string, escapes: Escapes): [string, string][] {
  const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? [];
  return key === undefined || value === undefined ? [] : [[key.toLowerCase(), unescape(value, escapes)]];
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((unescaped, [escaped, character]) => unescaped.replaceAll(escaped, character), text);
}
