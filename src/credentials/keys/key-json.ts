import { configError, type ActionError } from '../../util/errors.ts';
import { isId, lostDigits } from '../../util/ids.ts';
import { parseObject } from '../../util/json.ts';
import { parseDate } from '../../util/time.ts';
import { parsePem } from './private-key.ts';
import { looksLikePath, type SigningKey } from './signing-key.ts';

const fromConsole = `In ZITADEL: service account → Keys → New, type JSON; store the file's content, on one line, as a GitHub secret.`;

/**
 * Reads the key JSON that ZITADEL hands out for a service account.
 * @param where how messages name the place: `The input 'service-account-key'`
 * @param text the JSON, without what it was wrapped in
 * @throws ActionError `config`
 */
export function parseKeyJson(where: string, text: string): SigningKey {
  const fields = parseFields(where, text);
  refuseOtherKinds(where, fields);
  const id = idField(where, fields, 'keyId');
  const userId = idField(where, fields, 'userId');
  const pem = fields['key'];
  if (typeof pem !== 'string' || pem === '') {
    throw damaged(where, `holds key JSON without the field "key".`);
  }
  const expiresAt = parseExpiry(where, fields['expirationDate']);
  return { id, userId, expiresAt, ...parsePem(`${where}: the field "key"`, pem) };
}

function damaged(where: string, says: string): ActionError {
  return configError('damaged-key-json', `${where} ${says}`, fromConsole);
}

function parseFields(where: string, text: string): Record<string, unknown> {
  // Some stores turn the `\n` inside the JSON's strings into real line breaks, which JSON does not allow.
  const fields = parseObject(text) ?? parseObject(text.replace(/\r?\n/g, '\\n').replace(/(^|[{,}"])(?:\\n| )+/g, '$1'));
  if (fields !== undefined) return fields;
  if (text.startsWith('{') && !text.endsWith('}')) {
    throw damaged(where, `holds JSON that was cut off: its closing brace is missing.`);
  }
  // Not one inside JSON that lost its beginning.
  if (/^[^"'{[]*-----BEGIN /.test(text)) {
    throw configError(
      'wrong-key-input',
      `${where} holds a PEM, not the key JSON that ZITADEL hands out.`,
      `Give it in 'private-key', with 'key-id' and 'user-id' beside it; or give the whole key JSON.`,
    );
  }
  if (looksLikePath(text)) {
    throw configError(
      'wrong-key-input',
      `${where} holds the path of a file, not a key.`,
      `Move the path to 'service-account-key-file', or give the file's content.`,
    );
  }
  if (text === '') throw damaged(where, 'is empty.');
  throw damaged(where, `holds no JSON, and no base64 of JSON: it was damaged on the way, or is something else.`);
}

function refuseOtherKinds(where: string, fields: Record<string, unknown>): void {
  if (fields['type'] === 'application' || ('appId' in fields && !('userId' in fields))) {
    throw configError(
      'application-key',
      `${where} holds the key of an application. ZITADEL issues tokens for service accounts by keys of service accounts only.`,
      fromConsole,
    );
  }
  if ('private_key' in fields && !('key' in fields)) {
    throw damaged(where, `holds key JSON of another service (it has a field "private_key").`);
  }
}

function idField(where: string, fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && isId(value)) return value;
  const fault =
    typeof value === 'number' || (typeof value === 'string' && lostDigits(value))
      ? 'as a number, which loses digits'
      : value === undefined
        ? 'not at all'
        : 'in a form that is no id';
  throw damaged(where, `holds key JSON that gives the field "${name}" ${fault}.`);
}

/** Files from before 2024 say nothing of an expiry. */
function parseExpiry(where: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const time = parseDate(value);
  if (!Number.isNaN(time)) return time;
  throw damaged(where, `holds key JSON whose "expirationDate" is no date.`);
}
