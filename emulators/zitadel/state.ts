import type { KeyObject } from 'node:crypto';

/** The releases whose responses are recorded. */
export type Version = 'v4.13.1' | 'v4.x';

/** The fields of every object that counts its changes. */
export interface Aggregate {
  sequence: number;
  creationDate: number;
  changeDate: number;
}

export interface Organization extends Aggregate {
  id: string;
  name: string;
  primaryDomain: string;
  state: 'active' | 'inactive' | 'removed';
  /** The domain policy: whether login names have the suffix `@` and the primary domain. */
  loginNamesHaveDomain: boolean;
}

export interface User extends Aggregate {
  id: string;
  organizationId: string;
  kind: 'service account' | 'human';
  userName: string;
  name: string;
  state: 'active' | 'inactive' | 'locked';
  tokenType: 'opaque' | 'JWT';
  clientSecret?: string;
}

/** A key of a service account. The server stores only the public key. */
export interface Key {
  id: string;
  userId: string;
  organizationId: string;
  publicKey: KeyObject;
  expirationDate: string;
  creationDate: number;
  sequence: number;
}

export interface PersonalAccessToken {
  id: string;
  userId: string;
  organizationId: string;
  token: string;
  scopes: string[];
  expirationDate: string;
  creationDate: number;
  sequence: number;
}

export interface AccessToken {
  id: string;
  token: string;
  userId: string;
  scopes: string[];
  audience: string[];
  expiresAt: number;
  /** The issuer of a JWT, which is valid only for that issuer. */
  issuer?: string;
}

export interface Project extends Aggregate {
  id: string;
  organizationId: string;
  name: string;
}

export interface Application {
  id: string;
  projectId: string;
  name: string;
  clientId: string;
  kind: 'API' | 'OIDC';
  authMethod: 'none' | 'private key JWT';
}

export interface Membership {
  userId: string;
  /** Where the roles apply: in the whole instance, in one organization, or in one project. */
  of: { instance: true } | { organizationId: string } | { projectId: string };
  roles: string[];
  /** By default, the creation date of the instance. */
  creationDate?: number;
}

/** Roles of a project that were granted to a user. */
export interface Authorization {
  id: string;
  userId: string;
  projectId: string;
  roles: { key: string; displayName: string }[];
  creationDate: number;
}

/** The objects that searches find. */
export interface Lists {
  readonly keys: readonly Key[];
  readonly personalAccessTokens: readonly PersonalAccessToken[];
}

/** Everything that the server stores. Tests may change the state between two requests. */
export interface State extends Aggregate {
  version: Version;
  /** The server's clock, in milliseconds. */
  now: () => number;
  instanceId: string;
  /** The ID of the project of ZITADEL itself. The APIs accept a token only if its audience contains this ID. */
  zitadelProjectId: string;
  firstOrganizationId: string;
  organizations: Map<string, Organization>;
  users: Map<string, User>;
  keys: Map<string, Key>;
  personalAccessTokens: Map<string, PersonalAccessToken>;
  accessTokens: Map<string, AccessToken>;
  projects: Map<string, Project>;
  applications: Map<string, Application>;
  memberships: Membership[];
  authorizations: Authorization[];
  /** What the lists contain: what exists, or what existed a while ago. */
  lists: () => Lists;
}
