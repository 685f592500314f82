import type { Rejection } from './explain/rejection.ts';
import { readConfig } from './inputs/config.ts';
import { publicNameOf, readConnection, readIssuer } from './inputs/connection.ts';
import { readInputs, type Inputs } from './inputs/inputs.ts';
import { readRevoker } from './inputs/revocation.ts';
import { reportRoute } from './report/report.ts';
import { readState, type Saved } from './report/state.ts';
import type { Deps, Report } from './types/step.ts';
import type { Creation } from './types/token.ts';
import type { ConnectionOptions } from './types/transport.ts';
import { configError, type ActionError } from './util/errors.ts';
import { toTheSecond } from './util/time.ts';
import { allOf, reconcile } from './zitadel/clean-up.ts';
import { describeLeft, notDone, revokeToken, type CleanUp, type NotDone } from './zitadel/revocation.ts';
import { obtainToken, openSession } from './zitadel/token.ts';

/** A job that is over must not wait long for its last step. */
const longestMs = 30_000;

/**
 * The post step: revokes or deletes what the main step saved. It prints what happened, and never fails: a clean-up never
 * turns a successful job red.
 */
export async function revoke(deps: Deps, report: Report): Promise<void> {
  const { core, log } = deps;
  let saved: Saved | undefined;
  let failed: NotDone | undefined;
  try {
    saved = readState(core);
    if (saved === undefined) return;
    const { token, creation, issuer } = saved;
    if (token !== undefined) log.mask(token);
    report.issuer = issuer;
    const step = prepare(saved, deps, report);
    if (creation !== undefined) return await deleteSaved(creation, token, step);
    failed = token === undefined ? undefined : await revokeSaved(token, step);
  } catch (error) {
    failed = notDone(error, saved?.origin ?? 'The instance');
  }
  if (failed === undefined) return;
  const until = saved?.expiresAt === undefined ? '' : ` (${toTheSecond(saved.expiresAt)})`;
  const { reason, fix = `Make sure that the runner reaches ${saved?.origin} until the job ends.` } = failed;
  log.warning(
    'not-revoked',
    `The access token was not revoked and is valid until it expires${until}. ${reason} Fix: ${fix}`,
  );
}

interface PostStep {
  readonly deps: Deps;
  readonly report: Report;
  readonly issuer: string;
  /** Leads to the origin in the state, which gets what the state contains. */
  readonly cleanUp: CleanUp;
  /** The inputs of the post step. Throws if they do not name that origin, which then gets nothing of them. */
  readonly inputs: () => Inputs;
  /** Set if they name another origin. */
  readonly otherOrigin: ActionError | undefined;
}

function prepare({ origin, issuer }: Saved, deps: Deps, report: Report): PostStep {
  const { core, log, env, connect } = deps;
  let options: ConnectionOptions = { origin, headers: publicNameOf(issuer), timeoutMs: longestMs };
  let otherOrigin: ActionError | undefined;
  let inputs: () => Inputs;
  try {
    // Only what is needed is read, because a key file may be gone by now.
    const given = readInputs(core, log);
    if (!given.given.has('domain')) throw inputsLost();
    const named = readConnection(given, () => readIssuer(given), { log, env });
    if (named.origin !== origin) {
      otherOrigin = configError(
        'not-revoked',
        `The token was issued by ${origin}, but the inputs now name ${named.origin}.`,
        `Set 'domain' and 'endpoint' to values that do not change during the job.`,
      );
      throw otherOrigin;
    }
    options = { ...named, timeoutMs: Math.min(named.timeoutMs, longestMs) };
    inputs = () => given;
  } catch (error) {
    inputs = () => {
      throw error;
    };
  }
  const connection = connect(options, log);
  reportRoute(options, connection, report, deps.log);
  return {
    deps,
    report,
    issuer,
    cleanUp: { connection, log, origin, limitMs: options.timeoutMs },
    inputs,
    otherOrigin,
  };
}

/** @see https://github.com/actions/runner/issues/2009 */
function inputsLost(): ActionError {
  return configError(
    'not-revoked',
    `The inputs no longer contain the credential that can revoke the token. Inside nested composite actions, GitHub passes no inputs to the post step.`,
    `In a composite action, set 'token-lifetime-minutes' instead of 'revoke', because its token is deleted without the inputs. Otherwise set the inputs to values that do not change during the job.`,
  );
}

async function revokeSaved(token: string, { inputs, cleanUp, issuer, report }: PostStep): Promise<NotDone | undefined> {
  const revoker = readRevoker(inputs());
  if (revoker === undefined) throw inputsLost();
  const { log, origin } = cleanUp;
  report.account = log.clean(revoker.label);
  const failed = await revokeToken(token, revoker, cleanUp);
  if (failed === undefined) log.info(`Revoked the access token at ${issuer} (${revoker.label}).`);
  return failed?.rejection === undefined ? failed : { ...failed, fix: fixOf(failed.rejection, origin) };
}

function fixOf({ error: { error, description }, refusal }: Rejection, origin: string): string {
  if (refusal?.failure === 'server' && typeof refusal.fix === 'string') return refusal.fix;
  if (error === undefined) {
    return `Configure the proxy or gateway in front of ${origin} to pass POST /oauth/v2/revoke.`;
  }
  return description === 'token was not issued for this client'
    ? `Set 'client-id' to the user name exactly as ZITADEL shows it, including capital letters: ZITADEL revokes a token only for this spelling.`
    : `Check that the client secret was not replaced during the job, and that 'revocation-client-id' is the client ID of an active application (method None).`;
}

/** Deletes what the main step created: by the token itself or, if there is none or it is not valid, by another one. */
async function deleteSaved(creation: Creation, token: string | undefined, step: PostStep): Promise<void> {
  const { cleanUp, issuer, otherOrigin } = step;
  const { log, origin } = cleanUp;
  const { userId, tokenId, dates } = creation;
  if (otherOrigin)
    log.warning('not-revoked', `${otherOrigin.message} Nothing of the inputs was sent. Fix: ${otherOrigin.fix}`);
  let failed = token === undefined ? undefined : await reconcile(token, creation, cleanUp);
  // An expired token cannot delete itself, and ZITADEL keeps its entry in the account's list. Another cause is an
  // administrator who deleted the entry or deactivated the account.
  const isInvalid = failed?.rejection?.refusal?.topic === 'invalid-token';
  if (token === undefined || isInvalid) {
    failed = await deleteByAnother(creation, step).catch((error): NotDone => ({
      ...notDone(error, origin),
      left: allOf(creation),
    }));
  }
  const name = `personal access token ${tokenId} of user ${userId}`;
  if (isInvalid && (failed === undefined || !dates.join().includes('?'))) {
    const where = failed === undefined ? `and ${name} is no longer in` : `but ${name} is still in`;
    const reason = failed === undefined ? '' : ` ${failed.reason}`;
    log.info(`The access token is no longer valid, ${where} the account's list at ${issuer}.${reason}`);
  } else if (failed !== undefined) log.warning('not-revoked', describeLeft(failed));
  else if (token !== undefined) log.info(`Deleted the access token at ${issuer}.`);
  else log.info(`Nothing is left at ${issuer} of the access token that the step was creating when it ended.`);
}

/** Requests an ordinary token by the inputs, deletes the entries with it, and revokes it where possible. */
async function deleteByAnother(creation: Creation, step: PostStep): Promise<NotDone | undefined> {
  const { inputs, deps, report, cleanUp } = step;
  // The main step has printed the warnings about the inputs.
  const quiet: Deps = { ...deps, connect: () => cleanUp.connection, log: { ...deps.log, warning: () => undefined } };
  const config = readConfig(inputs(), quiet, report);
  const { value } = await obtainToken(openSession(config, quiet));
  const failed = await reconcile(value, creation, cleanUp);
  if (config.revoker !== undefined) await revokeToken(value, config.revoker, cleanUp);
  return failed;
}
