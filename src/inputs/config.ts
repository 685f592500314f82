import { requireCommandFile } from '../report/command-file.ts';
import { readCredential, type Credential } from './credential.ts';
import type { Deps, Network } from '../types.ts';
import { configError } from '../util/errors.ts';
import type { Facts } from '../facts.ts';
import { createInputs, type Inputs } from './inputs.ts';
import { readIssuer, readNetwork } from './connection.ts';
import { revocationScopes } from './revocation.ts';
import { lintScopes, parseScopes, zitadelAudience } from './scopes.ts';
import { maskKeyDocument, maskSecrets } from './secrets.ts';
import { checkNames, type CheckName } from '../zitadel/verification.ts';

/** What the step is asked to do, with real types. After this there is no raw text. */
export interface Config {
  /** The origin of `domain`. */
  readonly issuer: string;
  readonly network: Network;
  readonly credential: Credential;
  readonly scopes: readonly string[];
  readonly verify: CheckName;
  readonly orgId: string | undefined;
  /** 0 turns the warning off. */
  readonly expiryWarningDays: number;
  readonly revoke: boolean;
  readonly jobSummary: boolean;
}

/**
 * Reads and checks every input, and masks the secret ones first. Nothing is sent before this is done.
 * @param facts what is learnt on the way, for a failure's message
 * @throws ActionError `config`, or `credential` for an assertion that has expired
 */
export function readConfig({ core, log, env, now }: Deps, facts: Facts): Config {
  const inputs = createInputs(core, log);
  maskSecrets(inputs, log);
  facts.jobSummary = inputs.boolean('job-summary');
  requireCommandFile(env, 'GITHUB_OUTPUT');
  const issuer = readIssuer(inputs);
  facts.issuer = issuer;
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  const credential = readCredential(inputs, {
    issuer,
    workspace,
    now: now(),
    maskKey: (text) => maskKeyDocument(text, log),
  });
  facts.account = log.clean(credential.label);
  const network = readNetwork(inputs, issuer, { log, workspace });
  const verify = inputs.choice('verify', checkNames);
  const revoke = readRevoke(inputs, credential, log.warning);
  if (revoke !== undefined) requireCommandFile(env, 'GITHUB_STATE');
  return {
    issuer,
    network,
    credential,
    scopes: [...new Set([...readScopes(inputs, credential, { verify, warn: log.warning }), ...(revoke ?? [])])],
    verify,
    orgId: readOrgId(inputs, verify),
    expiryWarningDays: inputs.integer('expiry-warning-days', { min: 0, max: 3650 }),
    revoke: revoke !== undefined,
    jobSummary: facts.jobSummary,
  };
}

type Warn = (text: string) => void;

function readScopes(
  inputs: Inputs,
  credential: Credential,
  { verify, warn }: { verify: CheckName; warn: Warn },
): string[] {
  if (credential.type === 'personal-access-token') {
    for (const name of ['scopes', 'project-ids'].filter((input) => inputs.isGiven(input))) {
      warn(`The input '${name}' is ignored: a personal access token has no scopes of its own choosing. Remove it.`);
    }
    return [];
  }
  const scopes = parseScopes(inputs.plainList('scopes'), inputs.plainList('project-ids'));
  if (verify === 'org' && !scopes.includes(zitadelAudience)) {
    throw configError(
      `'verify: org' cannot work: 'scopes' lacks the audience of ZITADEL's own APIs, and the token would be answered with 401.`,
      `Add ${zitadelAudience} to 'scopes', or use 'verify: userinfo', which needs no audience.`,
    );
  }
  for (const warning of lintScopes(scopes)) warn(warning);
  return scopes;
}

function readOrgId(inputs: Inputs, verify: CheckName): string | undefined {
  const orgId = inputs.plain('org-id');
  if (orgId === '') return undefined;
  if (verify !== 'org') {
    throw configError(
      `The input 'org-id' guards nothing without 'verify: org': no organization is asked for.`,
      `Set 'verify: org', or remove 'org-id'.`,
    );
  }
  if (/^[\x21-\x7e]+$/.test(orgId)) return orgId;
  throw configError(`The input 'org-id' is no id.`, `Give the organization's resource id, such as 312345678901234567.`);
}

/** @returns the scopes that let the post step revoke the token; undefined without `revoke` */
function readRevoke(inputs: Inputs, credential: Credential, warn: Warn): readonly string[] | undefined {
  const clientId = inputs.plain('revocation-client-id');
  if (!inputs.boolean('revoke')) {
    if (clientId !== '') warn(`The input 'revocation-client-id' has no effect without 'revoke: true'.`);
    return undefined;
  }
  if (credential.type === 'personal-access-token') {
    throw configError(
      `'revoke: true' does not work with a personal access token: it would end for every other job, too.`,
      `Remove 'revoke', or use a client secret or a key, whose tokens are made for one job.`,
    );
  }
  if (clientId !== '' && credential.clientId !== undefined) {
    warn(`The input 'revocation-client-id' is ignored: with a client secret the token is revoked by that. Remove it.`);
  }
  return revocationScopes(credential, clientId);
}
