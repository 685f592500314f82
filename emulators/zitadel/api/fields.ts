import { ApiRefusal } from '../answers.ts';
import { NEVER, keptTimestamp } from '../timestamps.ts';

/** A required name of 1 to 200 characters. In: the body, the field, and the server's name for it in its refusal. */
export function nameField(body: Record<string, unknown>, field: string, label: string): string {
  const value = body[field];
  if (typeof value === 'string' && value.length > 0 && value.length <= 200) return value;
  throw new ApiRefusal({
    code: 3,
    message: `invalid ${label}: value length must be between 1 and 200 runes, inclusive`,
  });
}

/** A list of strings; empty when the field is missing. */
export function stringsField(body: Record<string, unknown>, field: string): string[] {
  const value = body[field];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** `expirationDate`: RFC 3339 and ahead of the server's clock; never, when missing. */
export function expirationDateField(body: Record<string, unknown>, now: number): string {
  const value = body['expirationDate'];
  if (value === undefined) return NEVER;
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) {
    throw new Error(`no answer to the date ${JSON.stringify(value)} was recorded`);
  }
  const time = Date.parse(value);
  if (time < now) {
    throw new ApiRefusal({ code: 3, message: 'Errors.AuthNKey.ExpireBeforeNow', id: 'DOMAIN-dv3t5' });
  }
  return keptTimestamp(value);
}
