import { detailsOfChange, detailsOfCreation, newAggregate, touch } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { newId } from '../ids.ts';
import type { Project, State } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { requirePermission } from './authorization.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';

/** Projects. */
export const projectRoutes: Route[] = [
  { call: 'POST /management/v1/projects', permission: 'project.create', run: createProject },
  { call: 'POST /zitadel.project.v2.ProjectService/CreateProject', run: createProjectV2 },
  { call: 'DELETE /management/v1/projects/{projectId}', permission: 'project.delete', run: deleteProject },
];

/** The project of the path, when it belongs to the organization the call acts in. Refuses with the error otherwise. */
export function projectOf({ state, caller, ids }: ApiCall, missing: ApiError): Project {
  const project = state.projects.get(ids['projectId'] ?? '');
  if (project?.organizationId !== caller.organizationId) throw new ApiRefusal(missing);
  return project;
}

function createProject({ state, caller: { organizationId }, body }: ApiCall): unknown {
  const project = newProject(state, { name: nameField(body, 'name', 'AddProjectRequest.Name'), organizationId });
  return { id: project.id, details: detailsOfCreation(state, project, organizationId) };
}

function createProjectV2({ state, caller: { user }, body }: ApiCall): unknown {
  const name = nameField(body, 'name', 'CreateProjectRequest.Name');
  // The server does not look whether it exists.
  const organizationId = String(body['organizationId']);
  requirePermission(state, { user, organizationId }, { permission: 'project.create', id: 'AUTH-AWfge' });
  const { id, creationDate } = newProject(state, { name, organizationId });
  return { projectId: id, creationDate: timestamp(creationDate) };
}

function newProject(state: State, { name, organizationId }: { name: string; organizationId: string }): Project {
  const taken = [...state.projects.values()].some((one) => one.organizationId === organizationId && one.name === name);
  if (taken) throw new ApiRefusal({ code: 6, message: 'Project already exists on organization', id: 'V3-DKcYh' });
  const project = { id: newId(), organizationId, name, ...newAggregate(state) };
  state.projects.set(project.id, project);
  return project;
}

function deleteProject(call: ApiCall): unknown {
  const { state } = call;
  const project = projectOf(call, { code: 5, message: 'Project not found', id: 'COMMAND-3M9sd' });
  touch(state, project);
  state.projects.delete(project.id);
  for (const application of state.applications.values()) {
    if (application.projectId === project.id) state.applications.delete(application.id);
  }
  state.memberships = state.memberships.filter(({ of }) => !('projectId' in of && of.projectId === project.id));
  return { details: detailsOfChange(project, project.organizationId) };
}
