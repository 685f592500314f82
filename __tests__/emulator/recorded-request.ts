import type { RecordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Sent } from './send.ts';
import type { Filling } from './situations/situation.ts';
import type { World } from './world.ts';

/** A recorded request, with values in the places of the recorded descriptions. */
export function filledRequest(world: World, request: NonNullable<RecordedEntry['request']>, filling: Filling): Sent {
  const fill = filler(world, request, filling);
  const { method, path, form } = request;
  const headers = Object.entries(request.headers ?? {}).map(([name, value]) => [name, fill(value)] as const);
  const pairs = Object.entries(form ?? {}).map(([name, value]) => [name, fill(value)] as const);
  return {
    port: world.emulator.port,
    method,
    path: fill(path),
    headers: { host: world.host, ...Object.fromEntries(headers) },
    body: form ? String(new URLSearchParams(Object.fromEntries(pairs))) : fill(request.body ?? ''),
  };
}

// Each ID is replaced by the same new ID at every occurrence.
function filler(world: World, request: object, filling: Filling): (text: string) => string {
  const { secret = '', accessToken = '', personalAccessToken = '', assertion = '', publicKey = '', ids = [] } = filling;
  const recordedIds = [...new Set(JSON.stringify(request).match(/\d{18}/g))].filter((id) => !/^9+$/.test(id));
  const replaced = new Map(recordedIds.map((id, index) => [id, ids[index]]));
  return (text) =>
    text
      .replaceAll(/\d{18}/g, (id) => replaced.get(id) ?? id)
      .replace(/<base64\((.*):client secret\)>/, (_, name: string) => basic(name, secret))
      .replace('<client secret>', secret)
      .replace('<access token>', accessToken)
      .replace('<assertion>', assertion)
      .replace('<base64 of the public key>', publicKey)
      .replace('<personal access token of an IAM_OWNER>', world.emulator.adminToken)
      .replace(/<personal access token[^>]*>/, personalAccessToken);
}

function basic(name: string, secret: string): string {
  return Buffer.from(`${encodeURIComponent(name)}:${encodeURIComponent(secret)}`).toString('base64');
}
