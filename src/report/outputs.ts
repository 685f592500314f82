import { writeCommandFile } from './command-file.ts';
import type { Core } from '../types.ts';
import type { Facts } from '../facts.ts';
import { toTheSecond } from '../util/time.ts';
import type { AccessToken } from '../zitadel/token.ts';

/** The outputs of a successful step: what is known; the token last, so that a step that fails here exports none. */
export function setOutputs(core: Core, token: AccessToken, facts: Facts): void {
  const { organization } = facts;
  const outputs = {
    token_type: 'Bearer',
    expires_in: token.expiresIn?.toString(),
    expires_at: token.expiresAt === undefined ? undefined : toTheSecond(token.expiresAt),
    issuer: facts.issuer,
    user_id: facts.userId,
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

/** Known also when the step fails later; a credential that never ends has none. */
export function setCredentialExpiry(core: Core, { credentialExpiry }: Facts): void {
  if (credentialExpiry === undefined || !Number.isFinite(credentialExpiry.at)) return;
  const end = toTheSecond(credentialExpiry.at);
  writeCommandFile('GITHUB_OUTPUT', () => core.setOutput('credential_expires_at', end));
}
