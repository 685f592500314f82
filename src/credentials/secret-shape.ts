import { findInvisible, findNonAscii } from '../util/text.ts';
import { unwrapOnce } from './unwrap.ts';

/** What a rejected secret looks like, and how to store the right one. */
export interface SecretShape {
  /** Absent if the value looks like what ZITADEL creates. */
  readonly looks?: string | undefined;
  readonly fix?: string | undefined;
}

/** A client secret as ZITADEL creates it by default. */
export const asCreated = /^[A-Za-z0-9]{64}$/;

/** Says what was stored instead of the client secret. No character of the value is named, except one that is not ASCII. */
export function secretShape(secret: string, clientId: string): SecretShape {
  const without = unwrapOnce(secret)?.without ?? findInvisible(secret.replace(/[\r\n]/g, ' '));
  if (without !== undefined) return { fix: `Store the client secret without ${without}.` };
  const nonAscii = findNonAscii(secret);
  const looks = [
    !asCreated.test(secret) && `has ${secret.length} characters`,
    shapes().find(([is]) => is(secret, clientId))?.[1],
    nonAscii && `contains ${nonAscii}, which is not ASCII`,
  ].filter(Boolean);
  return { looks: looks.join(' and ') || undefined };
}

const shapes = (): readonly (readonly [is: (secret: string, clientId: string) => boolean, looks: string])[] => [
  [(secret, clientId) => secret === clientId, `is the client ID again ('client-id')`],
  [(secret, clientId) => clientId !== '' && secret.includes(`${clientId}:`), 'contains the client ID and a colon'],
  [(secret) => /^[[{]/.test(secret), 'is JSON'],
  [(secret) => /\*{3}/.test(secret), 'contains the asterisks of a mask'],
  [(secret) => /…|\.{3}/.test(secret), 'was cut off by a display ("…")'],
  [(secret) => secret.length > 8 && secret === secret.slice(0, secret.length / 2).repeat(2), 'is the same text twice'],
  [(secret) => isSecretName(secret.toUpperCase()), 'looks like the name of a secret, not like its value'],
  [(secret) => /^(~|\.{0,2}\/|[A-Za-z]:\\)\S*$/.test(secret), 'looks like the path of a file'],
  [(secret) => /^[\w-]{71}$/.test(secret), 'looks like a personal access token'],
  [(secret) => /\s/.test(secret), 'contains white space'],
  [
    (secret) => /^([A-Z0-9]{32,}|[a-z0-9]{32,})$/.test(secret),
    'has letters of one case only, so it may have been changed',
  ],
];

/** Whether a value of a secret is certainly the name of one: `ZITADEL_CLIENT_SECRET`. */
export function isSecretName(text: string): boolean {
  if (!/^[A-Z][A-Z0-9]*([_-][A-Z0-9]+)+$/.test(text) || text.length > 64) return false;
  return /(^|[_-])(SECRET|TOKEN|KEY|PAT|PASSWORD|CLIENT|ZITADEL|CREDENTIALS?|AUTH|ASSERTION)([_-]|$)/.test(text);
}
