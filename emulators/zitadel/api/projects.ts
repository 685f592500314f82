import { detailsOfCreation, newAggregate } from '../aggregates.ts';
import { ApiRefusal } from '../answers.ts';
import { newId } from '../ids.ts';
import type { Project, State } from '../state.ts';
import { timestamp } from '../timestamps.ts';
import { unrecorded } from '../unrecorded.ts';
import { requirePermission } from './authorization.ts';
import { nameField } from './fields.ts';
import type { ApiCall, Route } from './route.ts';

/** Projects. */
export const projectRoutes: Route[] = [
  { call: 'POST /management/v1/projects', permission: 'project.create', run: createProject },
  { call: 'POST /zitadel.project.v2.ProjectService/CreateProject', run: createProjectV2 },
];

/** The project of the path, in the organization the call acts in. */
export function projectOf({ state, caller, ids }: ApiCall): Project {
  const project = state.projects.get(ids['projectId'] ?? '');
  return project?.organizationId === caller.organizationId ? project : unrecorded('an unknown project');
}

function createProject({ state, caller: { organizationId }, body }: ApiCall): unknown {
  const project = newProject(state, { name: nameField(body, 'name', 'AddProjectRequest.Name'), organizationId });
  return { id: project.id, details: detailsOfCreation(state, project, organizationId) };
}

function createProjectV2({ state, caller: { user }, body }: ApiCall): unknown {
  const name = nameField(body, 'name', 'CreateProjectRequest.Name');
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
