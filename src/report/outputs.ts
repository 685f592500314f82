import { closeSync, existsSync, openSync } from 'node:fs';
import type { AccessToken, Core, Log, Report } from '../types.ts';
import { configError } from '../util/errors.ts';
import { isId } from '../util/ids.ts';
import { quote } from '../util/text.ts';
import { toTheSecond } from '../util/time.ts';

/** The outputs of a successful step: what is known; the token last, so that a step that fails here exports none. */
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

/** Leaves out each ID that is not one, with a warning: the next step may put it into an address or a command. */
export function leaveOutInvalidIds(report: Report, log: Log): void {
  const checked = (output: string, id: string | undefined): string | undefined => {
    if (id === undefined || isId(id)) return id;
    log.warning(`The output '${output}' is left out, because ${quote(id)} is not an ID.`);
    return undefined;
  };
  report.userId = checked('user_id', report.userId);
  if (report.organization)
    report.organization = { ...report.organization, id: checked('org_id', report.organization.id) };
}

/**
 * Known also when the step fails later; a credential that never expires has none. The days are there because expressions
 * cannot read a date: rounded down, so 0 on the last day, and negative after it.
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

/** What the post step has to know: the token, when it expires, and the only origin to which it may be sent. */
const names = {
  token: 'access_token',
  expiresAt: 'expires_at',
  origin: 'origin',
  tokenId: 'token_id',
  userId: 'user_id',
} as const;

export interface Saved {
  readonly token: string;
  /** Milliseconds since 1970; `NaN` when it is not known. */
  readonly expiresAt: number;
  readonly origin: string;
  /** Of a personal access token that is to be deleted. */
  readonly entry?: AccessToken['entry'];
}

/** Hands the token to the post step. */
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

/** Leaves nothing to do for the post step: the last value of a state counts. */
export function clearSavedToken(core: Core): void {
  try {
    core.saveState(names.token, '');
  } catch {
    // The post step then finds that the token is gone.
  }
}

/** @returns undefined when there is nothing to revoke */
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
 * Requires one of the step's command files. Without it the library prints an output or a state to the log, the token
 * among them.
 */
export function requireCommandFile(env: NodeJS.ProcessEnv, name: CommandFile): void {
  const path = env[name] ?? '';
  if (!existsSync(path)) {
    throw configError(
      'runner-files',
      `The runner gave no file for ${purposes[name]} (${name}): the token would end up in the log.`,
      `Run this action as a step of a workflow, on a runner that has this file.`,
    );
  }
  writeCommandFile(name, () => closeSync(openSync(path, 'a')));
}

/** Writes to a command file; that the disk is full is no fault of this action. */
export function writeCommandFile(name: CommandFile, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    throw configError(
      'runner-files',
      `The runner's file for ${purposes[name]} (${name}) cannot be written${code}.`,
      `Free space on the runner's disk, and let the user that runs the job write its files.`,
    );
  }
}
