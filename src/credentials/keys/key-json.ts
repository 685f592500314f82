import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { configError } from '../../util/errors.ts';
import { fileStats } from '../../util/file-stats.ts';
import { parseObject } from '../../util/json.ts';
import { quote } from '../../util/text.ts';
import { parseDate } from '../../util/time.ts';
import { parsePem } from './private-key.ts';
import { looksLikePath, type SigningKey } from './signing-key.ts';
import { decodeText, unwrap } from './unwrap.ts';

const largestBytes = 64 * 1024;
const fromConsole = `In ZITADEL: service account → Keys → New, type JSON; store the file's content, on one line, as a GitHub secret.`;

/**
 * Reads the text of a key file.
 * @param path absolute, or relative to the workspace
 * @throws ActionError `config` for a missing file, a directory, or a file over 64 kB
 */
export function readKeyFile(path: string, workspace: string): string {
  const input = `'service-account-key-file'`;
  const file = resolve(workspace, path);
  const stats = fileStats(file);
  if (stats === undefined) {
    throw configError(
      `The file ${quote(path)} of ${input} does not exist (looked for in ${quote(workspace)}).`,
      `Check the path, and that the step which writes the file runs before this one in the same job.`,
    );
  }
  if (!stats.isFile()) {
    throw configError(`The path ${quote(path)} of ${input} is a directory or a device.`, `Name the key file itself.`);
  }
  if (stats.size > largestBytes) {
    throw configError(
      `The file ${quote(path)} of ${input} has ${stats.size} bytes; a key file has about 2000, and over 64 kB none is read.`,
      `Name the key JSON that ZITADEL handed out.`,
    );
  }
  return decodeText(readWhole(file, path, stats.size));
}

function readWhole(file: string, path: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  let descriptor;
  try {
    descriptor = openSync(file, 'r');
    return bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0));
  } catch {
    throw configError(
      `The file ${quote(path)} of 'service-account-key-file' cannot be read.`,
      `Let the user that runs the job read it.`,
    );
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/**
 * Reads the key JSON that ZITADEL hands out for a service account.
 * @param where how messages name the place: `The input 'service-account-key'`
 * @param text the JSON, in whatever wrapping it came
 * @throws ActionError `config`
 */
export function parseKeyJson(where: string, text: string): SigningKey {
  const fields = parseFields(where, unwrap(text).at(-1) ?? '');
  refuseOtherKinds(where, fields);
  const id = idField(where, fields, 'keyId');
  const userId = idField(where, fields, 'userId');
  const pem = fields['key'];
  if (typeof pem !== 'string' || pem === '') {
    throw configError(`${where} holds key JSON without the field "key".`, fromConsole);
  }
  const expiresAt = parseExpiry(where, fields['expirationDate']);
  return { id, userId, expiresAt, ...parsePem(`${where}: the field "key"`, pem) };
}

function parseFields(where: string, text: string): Record<string, unknown> {
  // Some stores turn the `\n` inside the JSON's strings into real line breaks, which JSON does not allow.
  const fields = parseObject(text) ?? parseObject(text.replace(/\r?\n/g, '\\n').replace(/(^|[{,}"])(?:\\n| )+/g, '$1'));
  if (fields !== undefined) return fields;
  if (text.startsWith('{') && !text.endsWith('}')) {
    throw configError(`${where} holds JSON that was cut off: its closing brace is missing.`, fromConsole);
  }
  // Not one inside JSON that lost its beginning.
  if (/^[^"'{[]*-----BEGIN /.test(text)) {
    throw configError(
      `${where} holds a PEM, not the key JSON that ZITADEL hands out.`,
      `Give it in 'private-key', with 'key-id' and 'user-id' beside it; or give the whole key JSON.`,
    );
  }
  if (looksLikePath(text)) {
    throw configError(
      `${where} holds the path of a file, not a key.`,
      `Move the path to 'service-account-key-file', or give the file's content.`,
    );
  }
  if (text === '') throw configError(`${where} is empty.`, fromConsole);
  throw configError(
    `${where} holds no JSON, and no base64 of JSON: it was damaged on the way, or is something else.`,
    fromConsole,
  );
}

function refuseOtherKinds(where: string, fields: Record<string, unknown>): void {
  if (fields['type'] === 'application' || ('appId' in fields && !('userId' in fields))) {
    throw configError(
      `${where} holds the key of an application. ZITADEL issues tokens for service accounts by keys of service accounts only.`,
      fromConsole,
    );
  }
  if ('private_key' in fields && !('key' in fields)) {
    throw configError(`${where} holds key JSON of another service (it has a field "private_key").`, fromConsole);
  }
}

function idField(where: string, fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value)) return value;
  const fault =
    typeof value === 'number'
      ? 'as a number, which loses digits'
      : value === undefined
        ? 'not at all'
        : 'in a form that is no id';
  throw configError(`${where} holds key JSON that gives the field "${name}" ${fault}.`, fromConsole);
}

/** Files from before 2024 say nothing of an expiry. */
function parseExpiry(where: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const time = parseDate(value);
  if (!Number.isNaN(time)) return time;
  throw configError(`${where} holds key JSON whose "expirationDate" is no date.`, fromConsole);
}
