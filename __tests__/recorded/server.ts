import type { Emulator } from '../../emulators/zitadel/emulator.ts';
import { recordedEntry, type RecordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { openEmulator } from '../support/emulator.ts';

/**
 * A server that sends recorded responses of a real server, in this order.
 * @param token replaces the recorded access token, of which only the shape was recorded
 */
export async function startRecordedServer(version: Version, names: readonly string[], token = ''): Promise<Emulator> {
  const emulator = await openEmulator({ version });
  for (const name of names) {
    const { status = 0, headers = {}, body } = recordedEntry(version, name).response;
    emulator.fault({ kind: 'answer', status, headers, body: fill(body, { origin: emulator.origin, token }) });
  }
  return emulator;
}

function fill(body: RecordedEntry['response']['body'], { origin, token }: { origin: string; token: string }): string {
  if (typeof body === 'string') return body;
  return JSON.stringify(body)
    .replace(/<(access_token|id_token): (\d+) part\(s\), (\d+) characters>/g, (_, name: string, parts, length) =>
      name === 'access_token' && token !== '' ? token : opaque(Number(parts), Number(length)),
    )
    .replace(/http:\/\/localhost:808\d/g, origin);
}

/** A text with this number of parts and of characters. */
export function opaque(parts: number, length: number): string {
  const each = Array.from({ length: parts }, (_, index) => `eyJ${'Qz7-_k'.repeat(length)}`.slice(index));
  const size = Math.floor((length - (parts - 1)) / parts);
  const cut = each.map((part, index) => part.slice(0, index === 0 ? length - (parts - 1) - size * (parts - 1) : size));
  return cut.join('.');
}
