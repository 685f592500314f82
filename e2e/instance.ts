/** The ZITADEL instance under test, and who may provision it. */
export interface Instance {
  /** `scheme://host[:port]`, as its issuer is. */
  readonly origin: string;
  /** A personal access token of an IAM_OWNER. */
  readonly adminToken: string;
}

/**
 * The instance that the environment names.
 * @returns undefined when it names none
 * @throws Error when only half of it is there, or the origin is none
 */
export function instanceOf(env: NodeJS.ProcessEnv): Instance | undefined {
  const origin = env['ZITADEL_ORIGIN'] ?? '';
  const adminToken = (env['ZITADEL_ADMIN_TOKEN'] ?? '').trim();
  if (origin === '' && adminToken === '') return undefined;
  if (origin === '' || adminToken === '') {
    throw new Error(`ZITADEL_ORIGIN and ZITADEL_ADMIN_TOKEN belong together: only one of them is set.`);
  }
  const url = URL.parse(origin);
  if (url === null || !/^https?:$/.test(url.protocol) || url.pathname !== '/') {
    throw new Error(`ZITADEL_ORIGIN has to be an origin, such as https://acme.zitadel.cloud or http://localhost:8080.`);
  }
  return { origin: url.origin, adminToken };
}

/** Whether the instance runs on this machine, where it has addresses beside its name. */
export function isLoopback({ origin }: Instance): boolean {
  return new URL(origin).hostname === 'localhost';
}
