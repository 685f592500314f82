import { ApiRefusal } from '../answers.ts';
import { keptTimestamp } from '../timestamps.ts';
import { unrecorded } from '../unrecorded.ts';
import type { ApiCall } from './route.ts';

/** A required name of 1 to 200 characters. In: the body, the field, and the server's name for it in its refusal. */
export function nameField(body: Record<string, unknown>, field: string, label: string): string {
  const value = body[field];
  if (typeof value === 'string' && value.length > 0 && value.length <= 200) return value;
  const message = `invalid ${label}: value length must be between 1 and 200 runes, inclusive`;
  throw new ApiRefusal({ code: 3, message });
}

/** A list of strings; empty when the field is missing. */
export function stringsField(body: Record<string, unknown>, field: string): string[] {
  const value = body[field];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** `expirationDate`: RFC 3339 and ahead of the server's clock. In: the call, and the server's name for its body. */
export function expirationDateField({ state, body }: ApiCall, request: string): string {
  const value = body['expirationDate'];
  if (value === undefined) {
    throw new ApiRefusal({ code: 3, message: `invalid ${request}.ExpirationDate: value is required` });
  }
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) {
    unrecorded(`the date ${JSON.stringify(value)}`);
  }
  if (Date.parse(value) < state.now()) {
    throw new ApiRefusal({ code: 3, message: 'Errors.AuthNKey.ExpireBeforeNow', id: 'DOMAIN-dv3t5' });
  }
  return keptTimestamp(value);
}
