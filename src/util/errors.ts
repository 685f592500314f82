/** The output `failure`: the cause of a failed step. */
export type Failure = 'config' | 'credential' | 'network' | 'server' | 'verification' | 'internal';

/** A failure: the message of at most four lines, the fix in one line, and the topic of the help page. */
export class ActionError extends Error {
  override readonly name = 'ActionError';
  readonly failure: Failure;
  /** Its heading in docs/troubleshooting.md. */
  readonly topic: Topic;
  readonly fix: string;

  constructor(failure: Failure, topic: Topic, message: string, fix: string) {
    super(message);
    this.failure = failure;
    this.topic = topic;
    this.fix = fix;
  }
}

/**
 * A wrong or missing input: nothing was sent.
 * @param message what is wrong; names the input in single quotes, and never quotes a secret
 * @param fix one imperative
 */
export function configError(topic: Topic, message: string, fix: string): ActionError {
  return new ActionError('config', topic, message, fix);
}

/**
 * The headings of docs/troubleshooting.md by short IDs that never change, so that a reworded heading breaks no link. Each
 * ID is the anchor in front of its heading.
 */
export const topics = [
  // config: inputs
  'nothing-given no-credential several-credentials missing-input missing-domain secret-in-plain-input input-too-long',
  'invalid-value invalid-host not-an-origin prefix-path plain-http org-without-audience missing-api',
  'org-id-without-verify no-scope invalid-scope invalid-id not-evaluated not-a-text invisible-character underscore',
  'lost-hyphens revoke-personal-access-token revoke-without-application token-lifetime token-lifetime-not-supported',
  'invalid-client-secret invalid-basic-auth invalid-personal-access-token invalid-header ca-certificate node-too-old',
  'proxy-address runner-files',
  // config: keys
  'application-key damaged-key-json wrong-key-input key-file damaged-key not-a-private-key encrypted-key',
  'unsupported-key invalid-assertion expired-key expired-assertion github-token',
  // config: hosts
  'no-instance no-token-endpoint other-issuer',
  // credential
  'client-not-found wrong-secret no-secret inactive-account rejected-assertion rejected-credential',
  // network
  'connection-refused',
  'name-does-not-resolve dns no-route timeout connection-closed no-tls plain-http-to-tls unknown-server-name old-tls',
  'client-certificate certificate proxy',
  // server
  'outage failing-action no-web-key instance-blocked rate-limit server-error not-reached http-version bot-protection',
  'redirect unexpected-response changed-request',
  // verification
  'impersonation no-role missing-role unknown-organization other-organization inactive-organization invalid-token',
  'external-secure',
  // warnings
  'scope no-role-in-token expiring-credential issuer-with-port clock long-token invalid-output not-revoked',
  'token-issuer short-key no-effect unchecked-certificates summary-not-written',
  // internal
  'internal',
] as const;

/** One word of the lists. */
export type Topic = Word<(typeof topics)[number]>;
type Word<List> = List extends `${infer First} ${infer Others}` ? First | Word<Others> : List;
