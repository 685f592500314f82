/** A command that a step writes into its output. */
export interface ActionCommand {
  /** In lower case: the runner ignores the case of names. */
  readonly name: string;
  /** The keys are in lower case. */
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

/**
 * Finds `::name key=value,key=value::data` at the start of a line, or `##[name key=value;key=value]data` anywhere in it.
 * @param registered the names of all commands, in lower case
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

/** Replacements, in the order in which they are made. */
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

/** Drops a key without a value, and `=` characters before the key and before the value. */
function readPair(pair: string, escapes: Escapes): [string, string][] {
  const [, key, value] = /^=*([^=]+)=+([^=].*)$/s.exec(pair) ?? [];
  return key === undefined || value === undefined ? [] : [[key.toLowerCase(), unescape(value, escapes)]];
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce((unescaped, [escaped, character]) => unescaped.replaceAll(escaped, character), text);
}
