import type { Emulator } from '../../emulators/zitadel/emulator.ts';
import type { Inputs } from './credentials.ts';
import { startWorld, type WorldOptions } from './world.ts';

/** An emulated instance, with one account that may read its organization. */
export interface Instance {
  readonly emulator: Emulator;
  /** The inputs of a step that uses the client secret of the account. */
  readonly inputs: Inputs & Readonly<Record<'domain', string>>;
  readonly keyJson: string;
}

export async function startInstance(options: WorldOptions = {}): Promise<Instance> {
  const { emulator, inputsOf, account } = await startWorld(options);
  return { emulator, inputs: { ...inputsOf(), domain: emulator.origin }, keyJson: account('ci-bot').keyJson };
}
