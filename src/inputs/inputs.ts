import type { Core, Log } from '../types/log.ts';
import { ActionError } from '../util/errors.ts';
import { asCreated } from '../credentials/secret-shape.ts';
import { unwrap } from '../credentials/unwrap.ts';
import { findUnevaluated } from './mistakes.ts';
import { readPlain } from './plain.ts';
import { misplaced } from './recognize.ts';
import type { SecretContext } from './secrets.ts';
import { table, type InputName, type Row } from './table.ts';

type Table = typeof table;

/** The value of an input, by its row in the table. */
type Value<One> = One extends { read: (...given: never) => infer Read }
  ? Read
  : One extends { choices: readonly (infer Choice)[] }
    ? Choice
    : One extends { kind: 'integer' }
      ? number
      : One extends { kind: 'boolean' }
        ? boolean
        : One extends { kind: 'ids' | 'list' }
          ? readonly string[]
          : string;

/** The inputs of the step. Each was read, masked and checked once. */
export interface Inputs {
  /** The inputs that are not empty, and not their default, which the runner sets as well. */
  readonly given: ReadonlySet<string>;
  /**
   * @returns the value of an input that is not given: its default, or undefined
   * @throws ActionError `config` for an input that was rejected
   */
  readonly value: <Name extends InputName>(
    name: Name,
  ) => Value<Table[Name]> | (Table[Name] extends { default: unknown } ? never : undefined);
  /** The value, or undefined for an input that was rejected. */
  readonly ifValid: Inputs['value'];
  /** Why inputs were rejected. */
  readonly rejected: readonly ActionError[];
}

/**
 * Reads every input in one pass. Nothing is printed before all secrets are masked, so a rejection is kept until it is
 * thrown.
 */
export function readInputs(core: Core, log: Log): Inputs {
  const values = new Map<string, unknown>();
  const clientId = core.getInput('client-id');
  for (const [name, row] of Object.entries(table)) {
    const text = core.getInput(name);
    if (text === '' || ('default' in row && text === [row.default].flat().join(' '))) continue;
    values.set(name, readOne(name, text, { row, log, clientId }));
  }
  const valueOf = (name: InputName): unknown => {
    const { default: unset }: Row = table[name];
    return values.get(name) ?? unset;
  };
  return {
    given: new Set(values.keys()),
    value(name) {
      const value = valueOf(name);
      if (value instanceof ActionError) throw value;
      return value as never;
    },
    ifValid: (name) => {
      const value = valueOf(name);
      return (value instanceof ActionError ? undefined : value) as never;
    },
    rejected: [...values.values()].filter((value) => value instanceof ActionError),
  };
}

/** Nearly every host, ID and name, and every client secret of ZITADEL: nothing was put around it, and it contains nothing else. */
const simple = /^[a-z\d.:/-]*$/;

/** @returns the value, or why it was rejected */
function readOne(name: string, text: string, context: SecretContext & { readonly row: Row }): unknown {
  const { row, log } = context;
  try {
    if (row.kind !== 'secret' && simple.test(text)) return readPlain(name, text, context);
    if (row.kind === 'secret' && asCreated.test(text)) return row.read([text], context);
    const unevaluated = findUnevaluated(name, text, row);
    // Any other value may be a secret, and is masked even if it is rejected.
    if (unevaluated?.topic === 'not-a-text') return unevaluated;
    const layers = unwrap(text);
    const secret = row.kind === 'secret' ? row.read(layers, context) : undefined;
    const rejected = unevaluated ?? misplaced(name, `The input '${name}'`, { layers, log });
    return rejected ?? secret ?? readPlain(name, text, context);
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
}
