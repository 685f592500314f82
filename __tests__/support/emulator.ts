import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { closeLater } from './close-later.ts';

/** Starts an emulator, and closes it after the tests of the file. */
export async function openEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = await startEmulator(options);
  emulator.close = closeLater(emulator.close);
  return emulator;
}
