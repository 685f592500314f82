import type { ActionCommand } from './action-command.ts';
import type { Level, StepContext } from './step-context.ts';

/** What the runner does for a command. */
interface CommandHandler {
  /** Whether the log omits the command even if `echo` is on. */
  readonly omitsEcho: boolean;
  /** An error that this function throws fails the step. */
  readonly run: (command: ActionCommand, context: StepContext, echo: Echo) => void;
}

/** Whether the log shows the commands themselves. */
export interface Echo {
  on: boolean;
}

/** The handlers by command name. `stop-commands` has none, because `readOutput` processes that command. */
export const commandHandlers: ReadonlyMap<string, CommandHandler> = new Map<string, CommandHandler>([
  ['add-mask', { omitsEcho: true, run: addMask }],
  ['debug', { omitsEcho: true, run: ({ data }, context) => context.debug(data) }],
  ...(['error', 'warning', 'notice'] as const).map((level) => [level, issue(level)] as const),
  ['group', { omitsEcho: false, run: ({ data }, context) => context.write(`##[group]${data}`) }],
  ['endgroup', { omitsEcho: false, run: (_, context) => context.write('##[endgroup]') }],
  ['echo', { omitsEcho: false, run: setEcho }],
  ['set-output', { omitsEcho: false, run: setOutput }],
  ['save-state', { omitsEcho: false, run: saveState }],
  ['set-env', { omitsEcho: false, run: rejectDisabled }],
  ['add-path', { omitsEcho: false, run: rejectDisabled }],
]);

function issue(level: Level): CommandHandler {
  return { omitsEcho: true, run: ({ data, properties }, context) => context.issue(level, data, properties) };
}

/** Masks the whole value, and each line of the value without surrounding spaces. */
function addMask({ data }: ActionCommand, context: StepContext, echo: Echo): void {
  if (data.trim() === '') {
    context.issue('warning', "Can't add secret mask for empty string in ##[add-mask] command.");
    return;
  }
  if (echo.on) context.write('::add-mask::***');
  context.addMask(data);
  for (const line of data.split(/[\r\n]/)) if (line.trim() !== '') context.addMask(line.trim());
}

function setEcho({ data }: ActionCommand, context: StepContext, echo: Echo): void {
  const value = data.trim().toLowerCase();
  if (data === '') throw new Error("Value cannot be null. (Parameter 'value')");
  if (value !== 'on' && value !== 'off') {
    throw new Error(`Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`);
  }
  echo.on = value === 'on';
  context.debug(`Setting echo command value to '${value}'`);
}

function setOutput(command: ActionCommand, context: StepContext): void {
  const name = deprecatedName(command, context);
  context.outputs[name] = command.data;
}

function saveState(command: ActionCommand, context: StepContext): void {
  const name = deprecatedName(command, context);
  context.state[name] = command.data;
  context.debug(`Save intra-action state ${name} = ${command.data}`);
}

/** Both commands still work. GitHub has enabled the warning, which is optional in the runner. */
function deprecatedName({ name, properties }: ActionCommand, context: StepContext): string {
  context.issue(
    'warning',
    `The \`${name}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/`,
  );
  const key = properties.get('name') ?? '';
  if (key === '') throw new Error(`Required field 'name' is missing in ##[${name}] command.`);
  return key;
}

/** The runner rejects these commands unless the job sets `ACTIONS_ALLOW_UNSECURE_COMMANDS`, which is not emulated. */
function rejectDisabled({ name }: ActionCommand): void {
  throw new Error(
    `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command execution by setting the \`ACTIONS_ALLOW_UNSECURE_COMMANDS\` environment variable to \`true\`. For more information see: https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/`,
  );
}
