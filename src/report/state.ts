import { writeCommandFile } from './command-file.ts';
import type { Core } from '../types.ts';
import type { AccessToken } from '../zitadel/token.ts';

/** What the post step has to know: the token, when it ends, and the only origin to which it may be sent. */
const names = { token: 'access_token', expiresAt: 'expires_at', origin: 'origin' } as const;

export interface Saved {
  readonly token: string;
  /** Milliseconds since 1970; `NaN` when it is not known. */
  readonly expiresAt: number;
  readonly origin: string;
}

/** Hands the token to the post step. */
export function saveForRevocation(core: Core, token: AccessToken, origin: string): void {
  writeCommandFile('GITHUB_STATE', () => {
    core.saveState(names.origin, origin);
    core.saveState(names.expiresAt, token.expiresAt ?? '');
    core.saveState(names.token, token.value);
  });
}

/** @returns undefined when there is nothing to revoke */
export function readSaved(core: Core): Saved | undefined {
  const token = core.getState(names.token);
  if (token === '') return undefined;
  return { token, expiresAt: Number.parseInt(core.getState(names.expiresAt), 10), origin: core.getState(names.origin) };
}
