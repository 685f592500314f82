import type { Core } from '../types/log.ts';
import type { Session } from '../types/step.ts';
import type { Creation, Made } from '../types/token.ts';
import { configError } from '../util/errors.ts';
import { isId } from '../util/ids.ts';
import { tokenPattern } from '../util/secrets.ts';
import { writeCommandFile } from './outputs.ts';

/** What the post step needs: what was created, and the only origin to which that may be sent. */
export interface Saved extends Pick<Session, 'origin' | 'issuer'> {
  /** Absent if the step ended while it created the token. */
  readonly token: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAt: number | undefined;
  /** Absent for a token that ZITADEL issued. */
  readonly creation: Creation | undefined;
}

const origin = { test: (value: string) => /^https?:/.test(value) && URL.parse(value)?.origin === value };
const id = { test: (value: string) => isId(value) && !value.includes('..') };
const dates = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\??(?:,(?!$)|$))+$/;

/** The values and their forms. The last one is the state that makes the post step run. */
const forms = {
  issuer: origin,
  user_id: id,
  token_id: id,
  expiration_dates: dates,
  expires_at: /^\d{1,13}$/,
  access_token: tokenPattern,
  origin,
} as const;
type Name = keyof typeof forms;

/** Saves what was created, or is about to be created, for the post step. */
export function saveState(core: Core, made: Made, { origin: called, issuer }: Session): void {
  const { issued, own, creation } = made;
  const token = creation === undefined ? issued : own;
  const values: Record<Name, string | number | undefined> = {
    issuer,
    user_id: creation?.userId,
    token_id: creation?.tokenId,
    expiration_dates: creation?.dates.join(),
    expires_at: token?.expiresAt,
    access_token: token?.value,
    origin: called,
  };
  made.isSaved = false;
  writeCommandFile('GITHUB_STATE', () => {
    for (const name of Object.keys(forms) as Name[]) if (values[name] !== undefined) core.saveState(name, values[name]);
  });
  made.isSaved = true;
}

/** Leaves the post step nothing to do: the last value of a state counts. */
export function clearState(core: Core): void {
  try {
    core.saveState('origin', '');
  } catch {
    // The post step then finds that nothing is left.
  }
}

/**
 * @returns undefined if there is nothing to do
 * @throws ActionError for a value that this action did not write
 */
export function readState(core: Core): Saved | undefined {
  const saved: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(forms) as Name[]) {
    const value = core.getState(name);
    if (value !== '' && !forms[name].test(value)) {
      const message = `The value '${name}' in the state of this step is not valid, so nothing was sent.`;
      const fix = `Check that no other step writes the state of this step or sets the variable STATE_${name}.`;
      throw configError('not-revoked', message, fix);
    }
    if (value !== '') saved[name] = value;
  }
  const { origin: called, issuer = called, access_token: token, user_id: userId, token_id: tokenId } = saved;
  if (called === undefined || issuer === undefined) return undefined;
  const sent = saved.expiration_dates?.split(',') ?? [];
  return {
    origin: called,
    issuer,
    token,
    expiresAt: saved.expires_at === undefined ? undefined : Number(saved.expires_at),
    creation: userId === undefined ? undefined : { userId, tokenId, dates: sent },
  };
}
