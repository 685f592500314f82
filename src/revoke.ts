import type { Answer, Deps, Log, Outgoing } from './types.ts';
import { ActionError } from './util/errors.ts';
import type { Facts } from './facts.ts';
import { createInputs } from './inputs/inputs.ts';
import { readNetwork, readIssuer } from './inputs/connection.ts';
import { readRevoker } from './inputs/revocation.ts';
import { findRefusal } from './zitadel/refusal-error.ts';
import { describeAnswer, parseSaid } from './http/response.ts';
import { maskSecrets } from './inputs/secrets.ts';
import { readSaved, type Saved } from './report/state.ts';

/** A job that is over must not wait long for its last step. */
const longestMs = 30_000;

/**
 * The post step: ends the token that the main step saved (RFC 7009, in the way that ZITADEL accepts). Says what happened
 * in one line, and never fails: a job that did its work is not turned red by its clean-up.
 */
export async function revoke(deps: Deps, facts: Facts): Promise<void> {
  const { core, log, now } = deps;
  const saved = readSaved(core);
  if (saved === undefined) return;
  log.mask(saved.token);
  if (saved.expiresAt <= now()) {
    log.info(`The access token has expired; there is nothing to revoke.`);
    return;
  }
  try {
    log.info(await revokeSaved(saved, deps, facts));
  } catch (error) {
    const [reason = '', fix] =
      error instanceof ActionError ? [error.message.split('\n')[0], error.fix] : ['A fault of this action.'];
    log.warning(
      `The access token was not revoked and lives until it expires. ${reason}${fix === undefined ? '' : ` Fix: ${fix}`}`,
    );
  }
}

/** @returns what happened */
async function revokeSaved({ token, origin }: Saved, { core, log, env, connect }: Deps, facts: Facts): Promise<string> {
  const inputs = createInputs(core, log);
  maskSecrets(inputs, log);
  const issuer = readIssuer(inputs);
  const network = readNetwork(inputs, issuer, { log, workspace: env['GITHUB_WORKSPACE'] || process.cwd() });
  if (network.origin !== origin) {
    throw new ActionError(
      'config',
      `It was issued by ${origin}, and the inputs now lead to ${network.origin}, which must not see it.`,
      `Let 'domain' and 'endpoint' depend on nothing that changes during the job.`,
    );
  }
  facts.issuer = issuer;
  const { label, form, headers } = readRevoker(inputs);
  facts.account = log.clean(label);
  const request: Outgoing = {
    method: 'POST',
    path: '/oauth/v2/revoke',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams({ ...form, token, token_type_hint: 'access_token' }).toString(),
  };
  const connection = connect({ ...network, timeoutMs: Math.min(network.timeoutMs, longestMs) }, log);
  const answer = await connection.send(() => request, {
    what: 'the revocation',
    isFinal: (heard) => findRefusal(heard) !== undefined,
  });
  if (answer.status === 200) return `Revoked the access token at ${issuer}, by the ${label}.`;
  throw refused(answer, network.origin, log);
}

function refused(answer: Answer, origin: string, log: Log): ActionError {
  return new ActionError(
    'server',
    `The revocation was refused: ${describeAnswer(answer, log)}.`,
    fixOf(answer, origin),
  );
}

function fixOf(answer: Answer, origin: string): string {
  const { error, description } = parseSaid(answer);
  if (error === undefined) {
    return `Check what stands in front of ${origin}: let it pass POST /oauth/v2/revoke.`;
  }
  return description === 'token was not issued for this client'
    ? `Write the user name in 'client-id' exactly as ZITADEL shows it, capitals included: a token is got with any spelling, and revoked only with this one.`
    : `Check that the client secret was not replaced during the job, or that 'revocation-client-id' names an active application without authentication (method None).`;
}
