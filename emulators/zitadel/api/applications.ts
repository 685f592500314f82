import { detailsOfCreation, touch } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { newId } from '../ids.ts';
import { newApplicationKeyFile } from '../keys.ts';
import { randomLettersAndDigits } from '../random.ts';
import type { Application } from '../state.ts';
import { expirationDateField, nameField } from './fields.ts';
import { projectOf } from './projects.ts';
import type { ApiCall, Route } from './route.ts';

const PATH = '/management/v1/projects/{projectId}/apps';

/** Applications of projects, and the keys of API applications. */
export const applicationRoutes: Route[] = [
  { call: `POST ${PATH}/api`, permission: 'project.app.write', run: (call) => create(call, 'API') },
  { call: `POST ${PATH}/oidc`, permission: 'project.app.write', run: (call) => create(call, 'OIDC') },
  { call: `POST ${PATH}/{appId}/keys`, permission: 'project.app.write', run: createKey },
];

const PROJECT_NOT_FOUND = { code: 9, message: 'Project not found', id: 'COMMAND-EbFMN' };

function create(call: ApiCall, kind: Application['kind']): unknown {
  const { state, body } = call;
  const name = nameField(body, 'name', `Add${kind}AppRequest.Name`);
  const project = projectOf(call, PROJECT_NOT_FOUND);
  const taken = [...state.applications.values()].some((one) => one.projectId === project.id && one.name === name);
  if (taken) throw new ApiRefusal({ code: 6, message: 'Application already exists', id: 'V3-DKcYh' });
  const authMethod = authMethodOf(body['authMethodType']);
  const application: Application = {
    id: newId(),
    projectId: project.id,
    name,
    clientId: newId(),
    kind,
    authMethod,
    ...(authMethod === 'secret' && { clientSecret: randomLettersAndDigits(64) }),
  };
  touch(state, project);
  state.applications.set(application.id, application);
  const { id: appId, clientId, clientSecret } = application;
  const details = detailsOfCreation(state, project, project.organizationId);
  return { appId, details, clientId, ...(clientSecret !== undefined && { clientSecret }) };
}

function authMethodOf(type: unknown): Application['authMethod'] {
  const name = typeof type === 'string' ? type : '';
  if (name.endsWith('_NONE')) return 'none';
  return name.endsWith('_PRIVATE_KEY_JWT') ? 'private key JWT' : 'secret';
}

function createKey(call: ApiCall): unknown {
  const { state, ids, body } = call;
  const project = projectOf(call, PROJECT_NOT_FOUND);
  const application = state.applications.get(ids['appId'] ?? '');
  if (application?.projectId !== project.id) {
    throw new ApiRefusal({ code: 9, message: 'Application not found', id: 'COMMAND-sak25' });
  }
  if (application.authMethod !== 'private key JWT') {
    throw new ApiRefusal({ code: 9, message: 'Chosen Auth Method does not require a key', id: 'COMMAND-Dff54' });
  }
  expirationDateField(body, state.now());
  const file = newApplicationKeyFile(state, application);
  touch(state, project);
  const keyDetails = Buffer.from(JSON.stringify(file)).toString('base64');
  return { id: file['keyId'], details: detailsOfCreation(state, project, project.organizationId), keyDetails };
}
