import type { KeyObject } from 'node:crypto';

/** The releases whose answers are recorded. */
export type Version = 'v4.13.1' | 'v4.x';

/** What every object of the server has: for how long it exists, and how often it changed. */
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
  /** The domain policy: login names end in `@` and the primary domain. */
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

/** A key of a service account; the server keeps its public half only. */
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
  /** Of a JWT: under which issuer it was made. It is valid under no other. */
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
  /** Where the roles hold: the whole instance, or the organization or project of that id. */
  of: { instance: true } | { organizationId: string } | { projectId: string };
  roles: string[];
  /** That of the instance by default. */
  creationDate?: number;
}

/** Roles of a project that a user has been given. */
export interface Authorization {
  id: string;
  userId: string;
  projectId: string;
  roles: { key: string; displayName: string }[];
  creationDate: number;
}

/** All that the server remembers. Tests may change it between two requests. */
export interface State extends Aggregate {
  version: Version;
  /** The server's clock, in milliseconds. */
  now: () => number;
  instanceId: string;
  /** The project of ZITADEL itself: its id in a token's audience opens the APIs. */
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
}
