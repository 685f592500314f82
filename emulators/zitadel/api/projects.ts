import { detailsOfChange, detailsOfCreation, newAggregate, touch } from '../aggregates.ts';
import { type ApiError, ApiRefusal } from '../answers.ts';
import { newId } from '../ids.ts';
import type { Project } from '../state.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';

/** Projects. */
export const projectRoutes: Route[] = [
  { call: 'POST /management/v1/projects', permission: 'project.create', run: createProject },
  { call: 'DELETE /management/v1/projects/{projectId}', permission: 'project.delete', run: deleteProject },
];

/** The project of the path, when it belongs to the organization the call acts in. Refuses with the error otherwise. */
export function projectOf({ state, caller, ids }: ApiCall, missing: ApiError): Project {
  const project = state.projects.get(ids['projectId'] ?? '');
  if (project?.organizationId !== caller.organizationId) throw new ApiRefusal(missing);
  return project;
}

function createProject({ state, caller: { organizationId }, body }: ApiCall): unknown {
  const name = nameField(body, 'name', 'AddProjectRequest.Name');
  const taken = [...state.projects.values()].some((one) => one.organizationId === organizationId && one.name === name);
  if (taken) throw new ApiRefusal({ code: 6, message: 'Project already exists on organization', id: 'V3-DKcYh' });
  const project = { id: newId(), organizationId, name, ...newAggregate(state) };
  state.projects.set(project.id, project);
  return { id: project.id, details: detailsOfCreation(state, project, organizationId) };
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
