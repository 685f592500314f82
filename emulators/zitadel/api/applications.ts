import { detailsOfCreation, touch } from '../aggregates.ts';
import { newId } from '../ids.ts';
import { newApplicationKeyFile } from '../keys.ts';
import type { Application } from '../state.ts';
import { unrecorded } from '../unrecorded.ts';
import { nameField } from './fields.ts';
import { projectOf } from './projects.ts';
import type { ApiCall, Route } from './route.ts';

const PATH = '/management/v1/projects/{projectId}/apps';
const PUBLIC = { kind: 'OIDC', type: 'OIDC_AUTH_METHOD_TYPE_NONE', authMethod: 'none' } as const;
const WITH_KEYS = { kind: 'API', type: 'API_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT', authMethod: 'private key JWT' } as const;

/** Applications of projects: public ones, and those that sign with a key. */
export const applicationRoutes: Route[] = [
  { call: `POST ${PATH}/oidc`, permission: 'project.app.write', run: (call) => create(call, PUBLIC) },
  { call: `POST ${PATH}/api`, permission: 'project.app.write', run: (call) => create(call, WITH_KEYS) },
  { call: `POST ${PATH}/{appId}/keys`, permission: 'project.app.write', run: createKey },
];

function create(call: ApiCall, { type, kind, authMethod }: typeof PUBLIC | typeof WITH_KEYS): unknown {
  const { state, body } = call;
  const project = projectOf(call);
  const name = nameField(body, 'name', 'Name');
  if (body['authMethodType'] !== type) unrecorded(`an application of ${JSON.stringify(body['authMethodType'])}`);
  const application: Application = { id: newId(), projectId: project.id, name, clientId: newId(), kind, authMethod };
  touch(state, project);
  state.applications.set(application.id, application);
  const details = detailsOfCreation(state, project, project.organizationId);
  return { appId: application.id, details, clientId: application.clientId };
}

function createKey(call: ApiCall): unknown {
  const { state, ids } = call;
  const project = projectOf(call);
  const application = state.applications.get(ids['appId'] ?? '') ?? unrecorded('an unknown application');
  if (application.authMethod === 'none') unrecorded('a key of a public application');
  const file = newApplicationKeyFile(state, application);
  touch(state, project);
  const keyDetails = Buffer.from(JSON.stringify(file)).toString('base64');
  return { id: file['keyId'], details: detailsOfCreation(state, project, project.organizationId), keyDetails };
}
