import { configError, type ActionError } from '../../util/errors.ts';
import { isId, lostDigits } from '../../util/ids.ts';
import { parseObject } from '../../util/json.ts';
import { parseDate } from '../../util/time.ts';
import { parsePem, type SigningKey } from './private-key.ts';

const newKeyFile = `Store the key file of the service account unchanged: "gh secret set ZITADEL_KEY < key.json". If the file is lost, create another key (Keys → New, type JSON).`;

/**
 * Reads the key JSON that ZITADEL creates for a service account.
 * @param where how messages name the source: `The input 'service-account-key'`
 * @param text the JSON, without what it was wrapped in
 * @throws ActionError `config`
 */
export function parseKeyJson(where: string, text: string): SigningKey {
  const fields = parseFields(where, text);
  requireServiceAccount(where, fields);
  const id = idField(where, fields, 'keyId');
  const userId = idField(where, fields, 'userId');
  const pem = fields['key'];
  if (typeof pem !== 'string' || pem === '') throw wrongField(where, 'key', 'missing');
  const expiresAt = parseExpiry(where, fields['expirationDate']);
  return { id, userId, expiresAt, ...parsePem(`${where}: the field "key"`, pem) };
}

function damaged(where: string, what: string): ActionError {
  return configError('damaged-key-json', `${where} ${what}.`, newKeyFile);
}

function wrongField(where: string, name: string, fault: string): ActionError {
  return damaged(where, `contains key JSON whose "${name}" is ${fault}`);
}

function parseFields(where: string, text: string): Record<string, unknown> {
  // Some stores turn the `\n` inside the JSON's strings into real line breaks, which JSON does not allow.
  const fields = parseObject(text) ?? parseObject(text.replace(/\r?\n/g, '\\n').replace(/(^|[{,}"])(?:\\n| )+/g, '$1'));
  if (fields !== undefined) return fields;
  if (text.startsWith('{') && !text.endsWith('}')) throw damaged(where, 'contains JSON that was cut off');
  throw damaged(where, text === '' ? 'is empty' : 'contains neither JSON nor base64 of JSON');
}

function requireServiceAccount(where: string, fields: Record<string, unknown>): void {
  if (fields['type'] === 'application' || ('appId' in fields && !('userId' in fields))) {
    throw configError(
      'application-key',
      `${where} contains the key of an application, not of a service account.`,
      newKeyFile,
    );
  }
  if ('private_key' in fields && !('key' in fields)) {
    throw damaged(where, `contains key JSON of another service (with the field "private_key")`);
  }
}

function idField(where: string, fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && isId(value)) return value;
  if (value === undefined) throw wrongField(where, name, 'missing');
  const isNumber = typeof value === 'number' || (typeof value === 'string' && lostDigits(value));
  throw wrongField(where, name, isNumber ? 'a number, which loses digits' : 'not an ID');
}

/** Files from before 2024 contain no expiration date. */
function parseExpiry(where: string, value: unknown): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const time = parseDate(value);
  if (!Number.isNaN(time)) return time;
  throw wrongField(where, 'expirationDate', 'not a date');
}
