import type { KeyFile, Organization } from './world.ts';
import type { Provisioning } from './provisioning.ts';

/** @returns the ID of the project */
export async function createProject({ admin, run }: Provisioning, { id: orgId }: Organization): Promise<string> {
  const { id } = await admin<{ id: string }>('POST /management/v1/projects', { orgId, body: { name: `e2e ${run}` } });
  return id;
}

/** An application without authentication. @returns its client ID */
export async function createPublicApplication(
  { admin }: Provisioning,
  { id: orgId }: Organization,
  projectId: string,
): Promise<string> {
  const body = {
    name: 'Revocation',
    redirectUris: ['http://localhost/cb'],
    responseTypes: ['OIDC_RESPONSE_TYPE_CODE'],
    grantTypes: ['OIDC_GRANT_TYPE_AUTHORIZATION_CODE'],
    appType: 'OIDC_APP_TYPE_NATIVE',
    authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE',
  };
  const call = `POST /management/v1/projects/${projectId}/apps/oidc`;
  const { clientId } = await admin<{ clientId: string }>(call, { orgId, body });
  return clientId;
}

/** The key of an API application, which is similar to the key of a service account. */
export async function createApplicationKey(
  { admin }: Provisioning,
  { id: orgId }: Organization,
  projectId: string,
): Promise<KeyFile> {
  const apps = `/management/v1/projects/${projectId}/apps`;
  const { appId } = await admin<{ appId: string }>(`POST ${apps}/api`, {
    orgId,
    body: { name: 'API', authMethodType: 'API_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT' },
  });
  const expires = new Date('2099-01-01T00:00:00Z');
  const { id, keyDetails } = await admin<{ id: string; keyDetails: string }>(`POST ${apps}/${appId}/keys`, {
    orgId,
    body: { type: 'KEY_TYPE_JSON', expirationDate: expires.toISOString() },
  });
  return { keyId: id, json: Buffer.from(keyDetails, 'base64').toString(), expires };
}
