import { readConfig, workspaceOf } from './inputs/config.ts';
import { readConnection, readIssuer } from './inputs/connection.ts';
import { readInputs, type Inputs } from './inputs/inputs.ts';
import { readRevoker } from './inputs/revocation.ts';
import { readSaved, type Saved } from './report/outputs.ts';
import { reportRoute } from './report/report.ts';
import type { Deps, Report } from './types/step.ts';
import { configError } from './util/errors.ts';
import { toTheSecond } from './util/time.ts';
import type { Rejection } from './explain/rejection.ts';
import {
  deleteToken,
  notDone,
  revokeToken,
  type CleanUp,
  type NotDone,
  type TokenEntry,
} from './zitadel/revocation.ts';
import { obtainToken, openSession } from './zitadel/token.ts';

/** A job that is over must not wait long for its last step. */
const longestMs = 30_000;

/**
 * The post step: revokes or deletes the token that the main step saved. Prints what happened in one line, and never fails:
 * a clean-up never turns a successful job red.
 */
export async function revoke(deps: Deps, report: Report): Promise<void> {
  const { core, log, now } = deps;
  const saved = readSaved(core);
  if (saved === undefined) return;
  log.mask(saved.token);
  if (saved.entry === undefined && saved.expiresAt <= now()) {
    log.info(`The access token has expired. Nothing is left to revoke.`);
    return;
  }
  const failed = await cleanUp(saved, deps, report);
  if (failed === undefined) return;
  const until = Number.isNaN(saved.expiresAt) ? '' : ` (${toTheSecond(saved.expiresAt)})`;
  const { reason, fix = `Make sure that the runner reaches ${saved.origin} until the job ends.` } = failed;
  log.warning(
    'not-revoked',
    `The access token was not revoked and is valid until it expires${until}. ${reason} Fix: ${fix}`,
  );
}

async function cleanUp(saved: Saved, deps: Deps, report: Report): Promise<NotDone | undefined> {
  try {
    const target = prepare(saved, deps, report);
    return saved.entry === undefined
      ? await revokeSaved(saved.token, target, report)
      : await deleteSaved(saved, saved.entry, { target, deps, report });
  } catch (error) {
    return notDone(error, saved.origin);
  }
}

/** Where the token is valid, and the inputs of the post step. */
interface Target {
  readonly issuer: string;
  readonly inputs: Inputs;
  readonly cleanUp: CleanUp;
}

/** Reads only what is needed: a key file may be gone by now. */
function prepare({ origin }: Saved, { core, log, env, connect }: Deps, report: Report): Target {
  const inputs = readInputs(core, log);
  const issuer = readIssuer(inputs);
  const options = readConnection(inputs, issuer, { log, workspace: workspaceOf(env) });
  if (options.origin !== origin) {
    throw configError(
      'not-revoked',
      `The token was issued by ${origin}, but the inputs now name ${options.origin}.`,
      `Set 'domain' and 'endpoint' to values that do not change during the job.`,
    );
  }
  report.issuer = issuer;
  const connection = connect({ ...options, timeoutMs: Math.min(options.timeoutMs, longestMs) }, log);
  reportRoute(options, connection, report, { log });
  return { issuer, inputs, cleanUp: { connection, log, origin } };
}

async function revokeSaved(
  token: string,
  { issuer, inputs, cleanUp: tools }: Target,
  report: Report,
): Promise<NotDone | undefined> {
  const revoker = readRevoker(inputs);
  if (revoker === undefined) {
    throw configError(
      'not-revoked',
      `The inputs no longer contain the credential that can revoke the token.`,
      `Set the inputs of the step to values that do not change during the job.`,
    );
  }
  report.account = tools.log.clean(revoker.label);
  const failed = await revokeToken(token, revoker, tools);
  if (failed === undefined) tools.log.info(`Revoked the access token at ${issuer} (${revoker.label}).`);
  return failed?.rejection === undefined ? failed : { ...failed, fix: fixOf(failed.rejection, tools.origin) };
}

function fixOf({ error: { error, description } }: Rejection, origin: string): string {
  if (error === undefined) {
    return `Configure the proxy or gateway in front of ${origin} to pass POST /oauth/v2/revoke.`;
  }
  return description === 'token was not issued for this client'
    ? `Set 'client-id' to the user name exactly as ZITADEL shows it, including capital letters: ZITADEL revokes a token only for this spelling.`
    : `Check that the client secret was not replaced during the job, and that 'revocation-client-id' is the client ID of an active application (method None).`;
}

interface PostStep {
  readonly target: Target;
  readonly deps: Deps;
  readonly report: Report;
}

async function deleteSaved(
  { token, expiresAt }: Saved,
  entry: TokenEntry,
  { target, deps, report }: PostStep,
): Promise<NotDone | undefined> {
  const { issuer, cleanUp: tools } = target;
  const expired = expiresAt <= deps.now();
  const failed = expired ? undefined : await deleteToken(entry, token, tools);
  if (!expired && failed === undefined) tools.log.info(`Deleted the access token at ${issuer}.`);
  if (!expired && failed?.rejection?.response.status !== 401) {
    return failed && { ...failed, fix: `Delete personal access token ${entry.id} of user ${entry.userId} in ZITADEL.` };
  }
  // An expired token cannot delete itself, and ZITADEL keeps its entry in the account's list. Another cause of a 401 is an
  // administrator who deleted the entry or deactivated the account.
  const why = expired ? 'has expired' : 'is no longer valid';
  const name = `personal access token ${entry.id} of user ${entry.userId}`;
  const left = await deleteByAnother(entry, { target, deps, report }).catch((error) => notDone(error, tools.origin));
  tools.log.info(
    left === undefined
      ? `The access token ${why}, and ${name} is no longer in the account's list at ${issuer}.`
      : `The access token ${why}, but ${name} is still in the account's list at ${issuer}. ${left.reason}`,
  );
  return undefined;
}

/** Requests an ordinary token with the same inputs, deletes the entry with it, and revokes it where possible. */
async function deleteByAnother(
  entry: TokenEntry,
  { target: { inputs, cleanUp: tools }, deps, report }: PostStep,
): Promise<NotDone | undefined> {
  // The main step has printed the warnings about the inputs.
  const quiet: Deps = { ...deps, connect: () => tools.connection, log: { ...deps.log, warning: () => undefined } };
  const config = readConfig(inputs, quiet, report);
  const { value } = await obtainToken(openSession(config, quiet));
  const failed = await deleteToken(entry, value, tools);
  if (config.revoker !== undefined) await revokeToken(value, config.revoker, tools);
  return failed;
}
