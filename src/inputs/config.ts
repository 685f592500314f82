import type { Config, Deps, Report } from '../types/step.ts';
import { configError } from '../util/errors.ts';
import { createAttempts } from './attempts.ts';
import { readConnection, readIssuer } from './connection.ts';
import { nothingGiven, readCredential } from './credential.ts';
import type { Inputs } from './inputs.ts';
import { readRevocation } from './revocation.ts';
import { readScopes } from './scopes.ts';
import { checkSpelling } from './spelling.ts';

/**
 * Reads and checks every input. Nothing is sent before this is done.
 * @param report what is learned on the way, for a failure's message
 * @throws ActionError `config`, or `credential` for an assertion that has expired; for several errors, one that names all
 */
export function readConfig(inputs: Inputs, { log, env, now }: Deps, report: Report): Config {
  const { read, add, throwAll } = createAttempts();
  const misspelled = checkSpelling(inputs, env, { warn: log.warning, add });
  if (misspelled.length === 0) nothingGiven(inputs);
  const issuer = read(() => (report.issuer = readIssuer(inputs)));
  for (const error of inputs.rejected) add(error);
  const credential = read(() => {
    const given = readCredential(inputs, { issuer, env, now: now(), log, misspelled });
    report.account = log.clean(given.label);
    if (given.warning !== undefined) log.warning('short-key', given.warning);
    return given;
  });
  const connection = read(() => readConnection(inputs, issuer, { log, env, read }));
  const checks = read(() => ({
    verify: inputs.value('verify'),
    requiredRoles: [...new Set(inputs.value('required-roles'))],
  }));
  const orgId = read(() => {
    const id = inputs.value('org-id');
    if (id === undefined || checks().verify === 'org' || checks().requiredRoles.length > 0) return id;
    const message = `'org-id' has no effect without 'verify: org' or 'required-roles', because the organization is not checked.`;
    throw configError('org-id-without-verify', message, `Set 'verify: org', or remove 'org-id'.`);
  });
  const scopes = read(() => readScopes(inputs, credential(), { ...checks(), log }));
  const revocation = read(() => readRevocation(inputs, credential(), { scopes: scopes(), warn: log.warning }));
  throwAll();
  return {
    issuer: issuer(),
    connection: connection(),
    credential: credential(),
    ...checks(),
    orgId: orgId(),
    expiryWarningDays: inputs.value('expiry-warning-days'),
    ...revocation(),
  };
}
