import { readConfig } from './inputs/config.ts';
import { readInputs } from './inputs/inputs.ts';
import { leaveOutInvalidIds, requireCommandFile, setOutputs } from './report/outputs.ts';
import { reportLines, reportRoute, reportSuccess } from './report/report.ts';
import { clearState, saveState } from './report/state.ts';
import type { Config, Deps, Report } from './types/step.ts';
import type { Made } from './types/token.ts';
import { claimWarnings } from './zitadel/claim-warnings.ts';
import { cleanUpOf, discard, withdraw } from './zitadel/clean-up.ts';
import { expiryWarning, findExpiry, knownExpiry, refuseExpired } from './zitadel/credential-expiry.ts';
import { createOwnToken } from './zitadel/own-token.ts';
import { obtainToken, openSession } from './zitadel/token.ts';
import { verifyToken } from './zitadel/verification.ts';

/**
 * The whole step, from inputs to outputs.
 * @param report filled on the way with what is learned, so that a failure can show it
 * @throws ActionError
 */
export async function run(deps: Deps, report: Report): Promise<void> {
  const { core, log, env, now } = deps;

  // Every input is checked, and every secret masked, before anything is sent.
  const inputs = readInputs(core, log);
  report.jobSummary = inputs.ifValid('job-summary');
  requireCommandFile(env, 'GITHUB_OUTPUT');
  const config = readConfig(inputs, deps, report);
  const { credential } = config;
  if (config.revoke) requireCommandFile(env, 'GITHUB_STATE');

  // The server would reject an expired key without a reason.
  report.credentialExpiry = knownExpiry(credential);
  setOutputs(core, 'known', { report, now });
  refuseExpired(credential, now());

  // Without verification, a successful step sends one request. The token is masked as soon as it is read.
  const session = openSession(config, deps);
  log.info(announce(config));
  reportRoute(config.connection, session.connection, report, log);
  const issued = await obtainToken(session);

  const made: Made = { issued };
  const save = (all: Made): void => saveState(core, all, session);
  const { lifetimeMs, revoke } = config;
  try {
    // With 'token-lifetime-minutes', later steps get a personal access token that the account creates for itself.
    if (lifetimeMs !== undefined) made.own = await createOwnToken(made, { lifetimeMs, save }, session);
    const token = made.own ?? issued;
    // Saved before the verification, so that the post step knows a token that fails it, too.
    if (revoke) save(made);
    report.tokenExpiresAt = token.expiresAt;
    if (revoke) report.afterJob = made.own === undefined ? 'revoked' : 'deleted';
    const discarded = made.own && discard(made, config, cleanUpOf(session));
    const [verified] = await Promise.all([verifyToken(config, token, session), discarded]);
    report.verified = verified.words;
    report.unchecked = config.verify === 'none' && credential.token !== undefined;
    // The scopes do not limit a personal access token.
    const warnings = made.own === undefined ? claimWarnings(token.value, verified.claims, session) : [];
    for (const warning of warnings) log.warning(...warning);
    report.organization = verified.organization;
    report.userId = credential.userId ?? token.userId ?? verified.userId;
    report.keyId = credential.key?.id;

    if (config.verify !== 'none' && report.credentialExpiry === undefined) {
      const found = await findExpiry(token.value, report.userId, session);
      report.credentialExpiry = found.expiry;
      report.userId ??= log.field(found.userId);
      setOutputs(core, 'known', { report, now });
    }

    // Nobody typed the claims of an assertion that was signed elsewhere.
    const typed = credential.assertion === undefined ? [credential.userId, credential.key?.id] : [];
    leaveOutInvalidIds(report, [config.orgId, ...typed], log);

    // Everything that can fail comes before the outputs: a step that fails exports no token.
    const expiring = expiryWarning(credential, report.credentialExpiry, { days: config.expiryWarningDays, now: now() });
    const lines = reportLines(report, now());
    setOutputs(core, 'success', { report, token, now });
    if (expiring !== undefined) log.warning('expiring-credential', expiring);
    reportSuccess(lines, report, deps);
  } catch (error) {
    // A failed step leaves no valid token behind. The post step then has nothing to do.
    if (revoke && (await withdraw(made, config, session))) clearState(core);
    throw error;
  }
}

/** Printed before the first request, so that the log of a step that hangs or is canceled is not blank. */
function announce({ issuer, credential }: Config): string {
  return credential.token !== undefined
    ? `Using the personal access token for ${issuer}. No other token is requested.`
    : `Requesting an access token from ${issuer} (${credential.label}).`;
}
