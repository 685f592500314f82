import { parseCommand, type ActionCommand } from './action-command.ts';
import { commandHandlers, type Echo } from './action-commands.ts';
import type { StepContext } from './step-context.ts';

const stopCommands = 'stop-commands';
/** Known to the runner as commands; an action that uses them needs a runner with problem matchers. */
const notEmulated = ['add-matcher', 'remove-matcher'];

const invalidToken =
  "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command. For more information see: https://docs.github.com/actions/learn-github-actions/workflow-commands-for-github-actions#example-stopping-and-starting-workflow-commands or opt into insecure command execution by setting the `ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS` environment variable to `true`.";

/**
 * Reads the lines of a step, standard output and standard error alike: the runner carries out the commands and shows
 * all other lines.
 * @param echo whether the log shows the commands themselves from the start, as in a run with debug logging
 */
export function readOutput(lines: Iterable<string>, context: StepContext, echo: Echo = { on: false }): void {
  const registered = new Set([stopCommands, ...notEmulated, ...commandHandlers.keys()]);
  let resumeToken: string | undefined;
  for (const line of lines) {
    const command = parseCommand(line, registered);
    if (command === undefined || (resumeToken !== undefined && command.name !== resumeToken)) {
      if (command !== undefined) {
        context.debug(`Process commands has been stopped and waiting for '##[${resumeToken}]' to resume.`);
      }
      // Only the runner itself may write these two markers.
      context.write(line.replaceAll(/##\[(?=(?:start|end)-action)/g, '##[\\'));
    } else if (resumeToken !== undefined) {
      context.write(line);
      context.debug('Resume processing commands');
      registered.delete(resumeToken);
      resumeToken = undefined;
    } else if (command.name === stopCommands) {
      const token = command.data.toLowerCase();
      if (token === '' || token === 'pause-logging' || registered.has(token)) {
        // The error leaves the loop that reads the output: the runner processes no later line.
        context.issue('error', invalidToken);
        context.fail();
        return;
      }
      resumeToken = token;
      registered.add(token);
      if (token.length > 6) context.masker.add(command.data);
      context.write(line);
      context.debug('Paused processing commands until the token you called ::stopCommands:: with is received');
    } else {
      runCommand(command, line, { context, echo });
    }
  }
}

function runCommand(
  command: ActionCommand,
  line: string,
  { context, echo }: { readonly context: StepContext; readonly echo: Echo },
): void {
  const handler = commandHandlers.get(command.name);
  if (handler === undefined) throw new Error(`The emulated runner has no ${command.name}: ${line}`);
  if (echo.on && !handler.omitsEcho) context.write(line);
  try {
    handler.run(command, context, echo);
  } catch (error) {
    const shown = handler.omitsEcho ? command.name : line;
    context.issue('error', `Unable to process command '${shown}' successfully.`);
    context.issue('error', error instanceof Error ? error.message : String(error));
    context.fail();
  }
}
