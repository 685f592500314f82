import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulators/zitadel/emulator.ts';

/** An emulated instance with one service account, and the inputs of a step that uses it. */
export interface Instance {
  readonly emulator: Emulator;
  readonly inputs: Readonly<Record<'domain' | 'client-id' | 'client-secret', string>>;
  readonly secret: string;
  readonly keyJson: string;
}

/** Starts an instance whose account ci-bot may read its organization. */
export async function startInstance(options: EmulatorOptions = {}): Promise<Instance> {
  const data = {
    serviceAccounts: [
      { userName: 'ci-bot', secret: true, key: true, roles: ['ORG_OWNER_VIEWER'] } as const,
      ...(options.data?.serviceAccounts ?? []),
    ],
  };
  const emulator = await startEmulator({ ...options, data: { ...options.data, ...data } });
  const { clientSecret = '', keyJson = '' } = emulator.serviceAccounts['ci-bot'] ?? {};
  return {
    emulator,
    inputs: { domain: emulator.origin, 'client-id': 'ci-bot', 'client-secret': clientSecret },
    secret: clientSecret,
    keyJson,
  };
}
