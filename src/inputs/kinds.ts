/** The kind of an input's value, which decides what is invalid. */
type InputKind = 'address' | 'id' | 'name' | 'list' | 'word' | 'secret';

/** Every input of action.yml: a test compares both, so that every input is checked. */
const names: Readonly<Record<InputKind, string>> = {
  address: 'domain endpoint',
  id: 'key-id user-id org-id project-ids revocation-client-id',
  name: 'client-id service-account-key-file',
  list: 'scopes',
  word: 'verify expiry-warning-days token-lifetime-minutes revoke timeout-seconds allow-http job-summary',
  // Or a text of many lines.
  secret:
    'client-secret basic-auth service-account-key private-key assertion personal-access-token ca-certificate headers',
};

export const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries(names).flatMap(([kind, list]) => list.split(' ').map((name) => [name, kind] as const)),
);
