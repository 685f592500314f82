import { workspaceOf } from './inputs/config.ts';
import { readConnection, readIssuer } from './inputs/connection.ts';
import { readInputs } from './inputs/inputs.ts';
import { readRevocation } from './inputs/revocation.ts';
import { readSaved, type Saved } from './report/outputs.ts';
import type { Deps, Report } from './types.ts';
import { ActionError } from './util/errors.ts';
import { isKnownRefusal, readRejection, type Rejection } from './zitadel/refusal-error.ts';
import { postForm } from './zitadel/requests.ts';

/** A job that is over must not wait long for its last step. */
const longestMs = 30_000;

/**
 * The post step: revokes the token that the main step saved (RFC 7009, in the way that ZITADEL accepts). Prints what
 * happened in one line, and never fails: a job that did its work is not turned red by its clean-up.
 */
export async function revoke(deps: Deps, report: Report): Promise<void> {
  const { core, log, now } = deps;
  const saved = readSaved(core);
  if (saved === undefined) return;
  log.mask(saved.token);
  if (saved.expiresAt <= now()) {
    log.info(`The access token has expired; there is nothing to revoke.`);
    return;
  }
  try {
    log.info(await revokeSaved(saved, deps, report));
  } catch (error) {
    const [reason = '', fix] =
      error instanceof ActionError ? [error.message.split('\n')[0], error.fix] : ['A fault of this action.'];
    log.warning(
      `The access token was not revoked and lives until it expires. ${reason}${fix === undefined ? '' : ` Fix: ${fix}`}`,
    );
  }
}

/** @returns what happened */
async function revokeSaved(
  { token, origin }: Saved,
  { core, log, env, connect }: Deps,
  report: Report,
): Promise<string> {
  const inputs = readInputs(core, log);
  const issuer = readIssuer(inputs);
  const options = readConnection(inputs, issuer, { log, workspace: workspaceOf(env) });
  if (options.origin !== origin) {
    throw new ActionError(
      'config',
      'not-revoked',
      `It was issued by ${origin}, and the inputs now lead to ${options.origin}, which must not see it.`,
      `Let 'domain' and 'endpoint' depend on nothing that changes during the job.`,
    );
  }
  report.issuer = issuer;
  const { label, form, headers } = readRevocation(inputs);
  report.account = log.clean(label);
  const request = postForm('/oauth/v2/revoke', { ...form, token, token_type_hint: 'access_token' }, headers);
  const connection = connect({ ...options, timeoutMs: Math.min(options.timeoutMs, longestMs) }, log);
  const response = await connection.send(() => request, { what: 'the revocation', isFinal: isKnownRefusal });
  if (response.status === 200) return `Revoked the access token at ${issuer}, by the ${label}.`;
  const rejection = readRejection(response, log);
  throw new ActionError(
    'server',
    'not-revoked',
    `The revocation was refused: ${rejection.words}.`,
    fixOf(rejection, options.origin),
  );
}

function fixOf({ error: { error, description } }: Rejection, origin: string): string {
  if (error === undefined) {
    return `Check what stands in front of ${origin}: let it pass POST /oauth/v2/revoke.`;
  }
  return description === 'token was not issued for this client'
    ? `Write the user name in 'client-id' exactly as ZITADEL shows it, capitals included: a token is got with any spelling, and revoked only with this one.`
    : `Check that the client secret was not replaced during the job, or that 'revocation-client-id' names an active application without authentication (method None).`;
}
