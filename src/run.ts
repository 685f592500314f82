import { readConfig, type Config } from './inputs/config.ts';
import type { Deps } from './types.ts';
import { askExpiry, expiryWarning, knownExpiry, refuseExpired } from './zitadel/credential-expiry.ts';
import type { Facts } from './facts.ts';
import { setCredentialExpiry, setOutputs } from './report/outputs.ts';
import { resultLines, tellSuccess } from './report/result.ts';
import { cleanText } from './http/response.ts';
import { saveForRevocation } from './report/state.ts';
import { obtainToken } from './zitadel/token.ts';
import { checks } from './zitadel/verification.ts';

/**
 * The whole step, from inputs to outputs.
 * @param facts filled on the way with what is learnt, so that a failure can tell it
 * @throws ActionError
 */
export async function run(deps: Deps, facts: Facts): Promise<void> {
  const { core, log, now } = deps;

  // Every input is checked, and every secret masked, before anything is sent.
  const config = readConfig(deps, facts);
  const { credential, scopes } = config;
  const asked = { issuer: config.issuer, origin: config.network.origin, credential, orgId: config.orgId };

  // What the server would refuse without a reason is refused here.
  facts.credentialExpiry = knownExpiry(credential);
  setCredentialExpiry(core, facts);
  refuseExpired(facts.credentialExpiry, now());

  // One request on the happy path. The token is masked as soon as it is read.
  const connection = deps.connect(config.network, log);
  log.info(announce(config));
  const token = await obtainToken({ asked, scopes, connection, log, now });
  facts.tokenExpiresAt = token.expiresAt;

  // Saved before the check, so that a token which fails it is ended, too.
  if (config.revoke) saveForRevocation(core, token, config.network.origin);
  facts.willRevoke = config.revoke;

  const verified = await checks[config.verify]({ token: token.value, asked, connection, log });
  facts.verified = verified.words;
  facts.organization = verified.organization;
  const userId = 'userId' in credential ? credential.userId : undefined;
  facts.userId = cleanText(userId, log) ?? token.userId ?? verified.userId;

  if (config.verify !== 'none' && facts.credentialExpiry === undefined) {
    const { expiry, userId: owner } = await askExpiry({
      credential,
      token: token.value,
      userId: facts.userId,
      connection,
      now: now(),
    });
    facts.credentialExpiry = expiry;
    facts.userId ??= cleanText(owner, log);
    setCredentialExpiry(core, facts);
  }

  // Made before the token is exported: a step that fails exports none.
  const warning = expiryWarning(credential, facts.credentialExpiry, { days: config.expiryWarningDays, now: now() });
  const result = resultLines(facts, now());
  setOutputs(core, token, facts);
  if (warning !== undefined) log.warning(warning);
  tellSuccess(result, facts, deps);
}

/** Said before the first request, so that the log of a step that hangs or is cancelled is not blank. */
function announce({ issuer, credential }: Config): string {
  return credential.type === 'personal-access-token'
    ? `Using the personal access token for ${issuer}: no other token is asked for.`
    : `Asking ${issuer} for an access token: ${credential.label}.`;
}
