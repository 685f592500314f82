import { configError, type ActionError } from '../../util/errors.ts';
import { isId, lostDigits } from '../../util/ids.ts';
import { parseObject } from '../../util/json.ts';
import { parseDate } from '../../util/time.ts';
import { parsePem, type SigningKey } from './private-key.ts';

const fix = `Store the key file of the service account unchanged: "gh secret set ZITADEL_KEY < key.json". If the file is lost, create another key (Keys → New, type JSON).`;

/**
 * Reads the key JSON that ZITADEL creates for a service account.
 * @param where how messages name the source: `The input 'service-account-key'`
 * @param text the JSON, without what it was wrapped in
 * @throws ActionError `config`
 */
export function parseKeyJson(where: string, text: string): SigningKey {
  const damaged = (what: string): ActionError => configError('damaged-key-json', `${where} ${what}.`, fix);
  const wrongField = (name: string, fault: string): ActionError =>
    damaged(`contains key JSON whose "${name}" is ${fault}`);
  const fields = parseFields(text);
  if (fields === undefined) {
    if (text.startsWith('{') && !text.endsWith('}')) throw damaged('contains JSON that was cut off');
    throw damaged(text === '' ? 'is empty' : 'contains neither JSON nor base64 of JSON');
  }
  if (fields['type'] === 'application' || ('appId' in fields && !('userId' in fields))) {
    throw configError('application-key', `${where} contains the key of an application, not of a service account.`, fix);
  }
  const { key, expirationDate } = fields;
  if ('private_key' in fields && key === undefined) {
    throw damaged(`contains key JSON of another service (with the field "private_key")`);
  }
  const [id, userId] = ['keyId', 'userId'].map((name) => {
    const value = fields[name] ?? '';
    if (typeof value === 'string' && isId(value)) return value;
    const isNumber = typeof value === 'number' || (typeof value === 'string' && lostDigits(value));
    throw wrongField(name, isNumber ? 'a number, which loses digits' : value === '' ? 'missing' : 'not an ID');
  }) as [string, string];
  if (typeof key !== 'string' || key === '') throw wrongField('key', 'missing');
  // Files from before 2024 contain no expiration date.
  const expiresAt = expirationDate ? parseDate(expirationDate) : undefined;
  if (Number.isNaN(expiresAt)) throw wrongField('expirationDate', 'not a date');
  return { id, userId, expiresAt, ...parsePem(`${where}: the field "key"`, key) };
}

/** Some stores turn the `\n` inside the JSON's strings into real line breaks, which JSON does not allow. */
function parseFields(text: string): Record<string, unknown> | undefined {
  return parseObject(text) ?? parseObject(text.replace(/\r?\n/g, '\\n').replace(/(^|[{,}"])(?:\\n| )+/g, '$1'));
}
