import type { Core, Log } from '../types/log.ts';
import { ActionError } from '../util/errors.ts';
import { readPlain, requireEvaluated } from './plain.ts';
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
    try {
      // A secret is masked even if it is rejected.
      const secret = 'read' in row ? row.read(text, log, clientId) : undefined;
      requireEvaluated(name, text, row);
      values.set(name, secret ?? readPlain(name, text, { row, log }));
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      values.set(name, error);
    }
  }
  return {
    given: new Set(values.keys()),
    value(name) {
      const value = values.get(name);
      if (value instanceof ActionError) throw value;
      const row: Row = table[name];
      return (value ?? row.default) as never;
    },
    rejected: [...values.values()].filter((value) => value instanceof ActionError),
  };
}
