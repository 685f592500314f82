import { closeSync, existsSync, openSync } from 'node:fs';
import type { Core, Log } from '../types/log.ts';
import type { Deps, Report } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import { configError, type Failure } from '../util/errors.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { isPlainId } from '../util/ids.ts';
import { quote } from '../util/text.ts';
import { toTheSecond } from '../util/time.ts';

/** What the outputs are made of. */
interface Facts {
  readonly report: Report;
  readonly token?: AccessToken;
  readonly failure?: Failure;
  readonly now: Deps['now'];
}

/** When an output is set: on success, or as soon as it is known, also if the step fails later, or only on failure. */
type When = 'success' | 'known' | 'failure';
type Output = readonly [when: When, name: string, value: (facts: Facts) => string | number | undefined];

/** Every output. The token comes last, so that a step that fails while it writes exports none. */
const outputs: readonly Output[] = [
  ['success', 'token_type', () => 'Bearer'],
  ['success', 'expires_in', ({ token }) => token?.expiresIn],
  ['success', 'expires_at', ({ token }) => (token?.expiresAt === undefined ? undefined : toTheSecond(token.expiresAt))],
  ['success', 'issuer', ({ report }) => report.issuer],
  ['success', 'hostname', ({ report: { issuer } }) => issuer && new URL(issuer).hostname],
  ['success', 'port', ({ report: { issuer } }) => issuer && /(?<!\d)\d+$/.exec(withDefaultPort(issuer))?.[0]],
  ['success', 'user_id', ({ report }) => report.userId],
  ['success', 'key_id', ({ report }) => report.keyId],
  ['success', 'org_id', ({ report }) => report.organization?.id],
  ['success', 'org_name', ({ report }) => report.organization?.name],
  ['success', 'org_domain', ({ report }) => report.organization?.domain],
  ['known', 'credential_expires_at', (facts) => dated(facts, toTheSecond)],
  // Expressions of a workflow cannot read dates. Rounded down: 0 on the last day, negative after it.
  ['known', 'credential_expires_in_days', (facts) => dated(facts, (at) => Math.floor((at - facts.now()) / 86_400_000))],
  ['failure', 'failure', ({ failure }) => failure],
  ['success', 'access_token', ({ token }) => token?.value],
];

/** Sets the outputs of one kind that have a value. */
export function setOutputs(core: Core, kind: When, facts: Facts): void {
  const set = outputs.filter(([when]) => when === kind).map(([, name, value]) => [name, value(facts)] as const);
  writeCommandFile('GITHUB_OUTPUT', () => {
    for (const [name, value] of set) if (value !== undefined) core.setOutput(name, value);
  });
}

/** @returns nothing for a credential that never expires */
function dated<T>({ report: { credentialExpiry } }: Facts, form: (at: number) => T): T | undefined {
  return credentialExpiry !== undefined && Number.isFinite(credentialExpiry.at) ? form(credentialExpiry.at) : undefined;
}

/** Omits each invalid ID that no input gave, with a warning: the next step may use it in an address or a command. */
export function leaveOutInvalidIds(report: Report, given: readonly (string | undefined)[], log: Log): void {
  const checked = (output: string, id: string | undefined): string | undefined => {
    if (id === undefined || given.includes(id) || isPlainId(id)) return id;
    log.warning('invalid-output', `The output '${output}' is not set, because ${quote(id)} is not a valid ID.`);
    return undefined;
  };
  report.userId = checked('user_id', report.userId);
  report.keyId = checked('key_id', report.keyId);
  if (report.organization)
    report.organization = { ...report.organization, id: checked('org_id', report.organization.id) };
}

type CommandFile = 'GITHUB_OUTPUT' | 'GITHUB_STATE';

/** Requires a command file of the step. Without it, the library prints outputs and state to the log, including the token. */
export function requireCommandFile(env: NodeJS.ProcessEnv, name: CommandFile): void {
  const path = env[name] ?? '';
  if (!existsSync(path)) {
    const message = `The runner provides no file for ${name}, so the token would be printed in the log.`;
    const fix = `Run this action as a step of a workflow, on a runner that provides this file.`;
    throw configError('runner-files', message, fix);
  }
  writeCommandFile(name, () => closeSync(openSync(path, 'a')));
}

/** Writes to a command file. A full disk is a failure of the runner, not an internal error. */
export function writeCommandFile(name: CommandFile, write: () => void): void {
  try {
    write();
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    const fix = `If the disk is full, free space on it. Otherwise give the user that runs the job write access to the file.`;
    throw configError('runner-files', `Writing the runner's file for ${name} failed${code}.`, fix);
  }
}
