import { closeSync, existsSync, openSync } from 'node:fs';
import type { Core, Log } from '../types/log.ts';
import type { Report } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import { configError } from '../util/errors.ts';
import { isId } from '../util/ids.ts';
import { quote } from '../util/text.ts';
import { toTheSecond } from '../util/time.ts';

/** The outputs of a successful step. The token comes last, so that a step that fails here exports none. */
export function setOutputs(core: Core, token: AccessToken, report: Report): void {
  const { organization } = report;
  const outputs = {
    token_type: 'Bearer',
    expires_in: token.expiresIn?.toString(),
    expires_at: token.expiresAt === undefined ? undefined : toTheSecond(token.expiresAt),
    issuer: report.issuer,
    host: report.issuer?.replace(/^https?:\/\//, ''),
    user_id: report.userId,
    org_id: organization?.id,
    org_name: organization?.name,
    org_domain: organization?.domain,
    access_token: token.value,
  };
  writeCommandFile('GITHUB_OUTPUT', () => {
    for (const [name, value] of Object.entries(outputs)) {
      if (value !== undefined) core.setOutput(name, value);
    }
  });
}

/** Omits each invalid ID, with a warning: the next step may use it in an address or a command. */
export function leaveOutInvalidIds(report: Report, log: Log): void {
  const checked = (output: string, id: string | undefined): string | undefined => {
    if (id === undefined || isId(id)) return id;
    log.warning('invalid-output', `The output '${output}' is not set, because ${quote(id)} is not a valid ID.`);
    return undefined;
  };
  report.userId = checked('user_id', report.userId);
  if (report.organization)
    report.organization = { ...report.organization, id: checked('org_id', report.organization.id) };
}

/**
 * Set even if the step fails later, but not for a credential that never expires. Expressions of a workflow cannot read
 * dates, so the days are set as well: rounded down, 0 on the last day, negative after it.
 * @param now milliseconds since 1970
 */
export function setCredentialExpiry(core: Core, { credentialExpiry }: Report, now: number): void {
  if (credentialExpiry === undefined || !Number.isFinite(credentialExpiry.at)) return;
  const { at } = credentialExpiry;
  writeCommandFile('GITHUB_OUTPUT', () => {
    core.setOutput('credential_expires_at', toTheSecond(at));
    core.setOutput('credential_expires_in_days', Math.floor((at - now) / 86_400_000));
  });
}

/** What the post step needs: the token, its expiry, and the only origin to which it may be sent. */
const names = {
  token: 'access_token',
  expiresAt: 'expires_at',
  origin: 'origin',
  tokenId: 'token_id',
  userId: 'user_id',
} as const;

export interface Saved {
  readonly token: string;
  /** Milliseconds since 1970; `NaN` if unknown. */
  readonly expiresAt: number;
  readonly origin: string;
  /** Of a personal access token that the post step deletes. */
  readonly entry?: AccessToken['entry'];
}

/** Saves the token for the post step. */
export function saveToken(core: Core, { value, expiresAt, entry }: AccessToken, origin: string): void {
  writeCommandFile('GITHUB_STATE', () => {
    core.saveState(names.origin, origin);
    core.saveState(names.expiresAt, expiresAt ?? '');
    if (entry !== undefined) {
      core.saveState(names.tokenId, entry.id);
      core.saveState(names.userId, entry.userId);
    }
    core.saveState(names.token, value);
  });
}

/** Leaves the post step nothing to do: the last value of a state counts. */
export function clearSavedToken(core: Core): void {
  try {
    core.saveState(names.token, '');
  } catch {
    // The post step then finds that the token is already revoked.
  }
}

/** @returns undefined if there is nothing to revoke */
export function readSaved(core: Core): Saved | undefined {
  const token = core.getState(names.token);
  if (token === '') return undefined;
  const [id, userId] = [core.getState(names.tokenId), core.getState(names.userId)];
  return {
    token,
    expiresAt: Number.parseInt(core.getState(names.expiresAt), 10),
    origin: core.getState(names.origin),
    entry: id === '' ? undefined : { id, userId },
  };
}

const purposes = { GITHUB_OUTPUT: 'outputs', GITHUB_STATE: 'state' } as const;
type CommandFile = keyof typeof purposes;

/**
 * Requires a command file of the step. Without it the library prints outputs and state to the log, including the token.
 */
export function requireCommandFile(env: NodeJS.ProcessEnv, name: CommandFile): void {
  const path = env[name] ?? '';
  if (!existsSync(path)) {
    throw configError(
      'runner-files',
      `The runner provides no file for ${purposes[name]} (${name}), so the token would be printed in the log.`,
      `Run this action as a step of a workflow, on a runner that provides this file.`,
    );
  }
  writeCommandFile(name, () => closeSync(openSync(path, 'a')));
}

/** Writes to a command file. A full disk is a failure of the runner, not an internal error. */
function writeCommandFile(name: CommandFile, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    throw configError(
      'runner-files',
      `Writing the runner's file for ${purposes[name]} (${name}) failed${code}.`,
      `Free disk space on the runner, and give the user of the job write access to its files.`,
    );
  }
}
