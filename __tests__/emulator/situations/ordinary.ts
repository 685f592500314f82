import { newId } from '../../../emulators/zitadel/ids.ts';
import { addOrganization } from '../../../emulators/zitadel/organizations.ts';
import { addPersonalAccessToken } from '../../../emulators/zitadel/personal-access-tokens.ts';
import type { ServiceAccountData } from '../../../emulators/zitadel/start-data.ts';
import { FAR, SCOPE, type World, accessToken, account, assertion, recordedName } from '../world.ts';
import type { Filling } from './situation.ts';

/** How a situation differs from the situation that the name of the entry describes. */
interface Difference extends Partial<ServiceAccountData> {
  scope?: string;
}

/**
 * The situation that the name of an entry describes: an account with every kind of credential makes a call about itself.
 * The name contains the roles of the account, whether the token lacks the audience or is expired, and whether the call is
 * about another account.
 */
export async function ordinary(world: World, { scope, ...data }: Difference = {}): Promise<Filling> {
  const { state, organization: first } = world.emulator;
  const { name, request } = world.entry;
  const text = JSON.stringify(request ?? {});
  const acts = text.includes('orgid') ? addOrganization(state, recordedName(world, 'Life')) : first;
  const roles = /(?:IAM|ORG)_[A-Z_]+/.exec(name) ?? [];
  // If the request creates an account, the name in the request must not exist yet.
  const free = /username/i.test(text) && { userName: 'owner' };
  const isOfAnother = name.includes('of another');
  const own = { organizationId: acts.id, ...free, ...(!isOfAnother && { roles }), ...data };
  const owner = account(world, own);
  const caller = isOfAnother ? account(world, { userName: 'caller', roles }) : owner;

  const project = { id: newId(), name: 'Other', organizationId: acts.id, sequence: 1, creationDate: 0, changeDate: 0 };
  state.projects.set(project.id, project);
  const application = { id: newId(), clientId: newId(), projectId: project.id, name: 'Other' };
  state.applications.set(application.id, { ...application, kind: 'API', authMethod: 'private key JWT' });
  const expirationDate = name.includes('expired') ? new Date(Date.now() - 1).toISOString() : FAR;
  const hasToken = /pats\/\d|<personal access token|tokenIdFilter/.test(text) || name.includes('expired personal');
  const token = hasToken ? addPersonalAccessToken(state, { user: owner.user, expirationDate }) : { id: '', token: '' };

  const ids: Record<string, string> = {
    ...alike(owner.user.id, 'users', 'userId', 'userIdFilter', 'inUserIdsFilter', 'inUserIds'),
    ...alike(owner.keyId, 'keys', 'keyIdFilter'),
    ...alike(token.id, 'pats', 'tokenIdFilter'),
    ...alike(acts.id, 'orgs', 'organizations', 'orgid', 'idQuery', 'organizationId'),
    projects: project.id,
    apps: application.id,
  };
  const granted = scope ?? (name.includes('without the ZITADEL audience') ? 'openid' : SCOPE);
  return {
    secret: owner.secret,
    personalAccessToken: token.token,
    ids: [...text.matchAll(/(\w+)(?:\W+ids?)?\W+\d{18}/g)].map(([, word = '']) => ids[word] ?? ''),
    ...(text.includes('<access token>') && { accessToken: await accessToken(world, caller, granted) }),
    ...(text.includes('<assertion>') && { assertion: await assertion(world, owner) }),
  };
}

function alike(id: string, ...words: string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, id]));
}

/** The ordinary situation with the given differences. */
export function differing(difference: Difference): (world: World) => Promise<Filling> {
  return async (world) => ordinary(world, difference);
}
