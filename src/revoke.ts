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
import { namesOf, reconcile } from './zitadel/clean-up.ts';
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
    if (saved.token !== undefined) log.mask(saved.token);
    report.issuer = saved.issuer;
    const step = prepare(saved, deps, report);
    if (saved.creation !== undefined) return await deleteSaved(saved.creation, step);
    failed = await revokeSaved(step);
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
  readonly saved: Saved;
  /** Leads to the origin in the state, which gets what the state contains. */
  readonly cleanUp: CleanUp;
  /** The inputs of the post step. Throws if they do not name that origin, which then gets nothing of them. */
  readonly inputs: () => Inputs;
}

function prepare(saved: Saved, deps: Deps, report: Report): PostStep {
  const { core, log, env, connect } = deps;
  const { origin, issuer, creation } = saved;
  let options: ConnectionOptions = { origin, headers: publicNameOf(issuer), timeoutMs: longestMs };
  let inputs: () => Inputs;
  try {
    // Only what is needed is read, because a key file may be gone by now.
    const given = readInputs(core, log);
    if (!given.given.has('domain')) throw inputsLost();
    const named = readConnection(given, () => readIssuer(given), { log, env });
    if (named.origin !== origin) {
      const message = `The token was issued by ${origin}, but the inputs now name ${named.origin}.`;
      const fix = `Set 'domain' and 'endpoint' to values that do not change during the job.`;
      // A token that can delete itself does not need them.
      if (creation) log.warning('not-revoked', `${message} Nothing of the inputs was sent. Fix: ${fix}`);
      throw configError('not-revoked', message, fix);
    }
    options = { ...named, timeoutMs: Math.min(named.timeoutMs, longestMs) };
    inputs = () => given;
  } catch (error) {
    inputs = () => {
      throw error;
    };
  }
  const connection = connect(options, log);
  reportRoute(options, connection, report, log);
  return { deps, report, saved, cleanUp: { connection, log, origin, limitMs: options.timeoutMs }, inputs };
}

/** @see https://github.com/actions/runner/issues/2009 */
function inputsLost(): ActionError {
  const message = `The inputs no longer contain the credential that can revoke the token. Inside nested composite actions, GitHub passes no inputs to the post step.`;
  const fix = `In a composite action, set 'token-lifetime-minutes' instead of 'revoke'. Otherwise set the inputs to values that do not change during the job.`;
  return configError('not-revoked', message, fix);
}

async function revokeSaved({ inputs, saved, cleanUp, report }: PostStep): Promise<NotDone | undefined> {
  const { token, issuer, origin } = saved;
  if (token === undefined) return undefined;
  const revoker = readRevoker(inputs());
  if (revoker === undefined) throw inputsLost();
  const { log } = cleanUp;
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
    ? `Set 'client-id' to the user name exactly as ZITADEL shows it, including capital letters.`
    : `Check that the client secret was not replaced during the job, and that 'revocation-client-id' is the client ID of an active application (method None).`;
}

/** Deletes what the main step created: by the token itself or, if there is none or it is not valid, by another one. */
async function deleteSaved(creation: Creation, step: PostStep): Promise<void> {
  const { saved, cleanUp } = step;
  const { token, issuer, origin } = saved;
  const { log } = cleanUp;
  let failed = token === undefined ? undefined : await reconcile(token, creation, cleanUp);
  // An expired token cannot delete itself, and ZITADEL keeps its entry in the account's list. Another cause is an
  // administrator who deleted the entry or deactivated the account.
  const isInvalid = failed?.rejection?.refusal?.topic === 'invalid-token';
  if (token === undefined || isInvalid) {
    failed = await deleteByAnother(creation, step).catch((error): NotDone => ({
      ...notDone(error, origin),
      left: namesOf(creation.userId, [creation.tokenId], creation.dates),
    }));
  }
  if (isInvalid && (failed === undefined || !creation.dates.join().includes('?'))) {
    const [but, still] = failed === undefined ? ['and', 'no longer'] : ['but', 'still'];
    const name = `personal access token ${creation.tokenId} of user ${creation.userId}`;
    const found = `The access token is no longer valid, ${but} ${name} is ${still} in the account's list at ${issuer}.`;
    log.info(`${found} ${failed?.reason ?? ''}`.trim());
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
