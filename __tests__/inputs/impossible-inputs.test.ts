import { expect, test } from '@jest/globals';
import { rows } from './impossible-inputs.ts';
import { runInProcess, type InProcessResult, type InProcessStep } from '../support/in-process.ts';
import { scriptConnection } from '../support/scripted-connection.ts';
import { tokenAnswer } from '../support/zitadel.ts';

/** Inputs that are or may be wrong: the whole message about each, and that no request is sent after a failure. */

const organization = { id: '312345678901234567', state: 'ORG_STATE_ACTIVE' };
const answers = Array.from({ length: 4 }, () => ({
  status: 200,
  body: { ...tokenAnswer, sub: '1', org: organization },
}));

/** A step with an instance that accepts everything. */
async function runStep(step: InProcessStep): Promise<InProcessResult & { readonly asked: readonly string[] }> {
  const { connect, asked } = scriptConnection(answers);
  return { ...(await runInProcess({ ...step, connect })), asked };
}

test.each(rows)('$about', async ({ inputs, env = {}, failure, warnings = [], notShown }) => {
  const step = await runStep({ inputs, env });

  const told = step.log.annotations.map(({ level, message }) => {
    const said = withoutAccount(message);
    return `${level}: ${level === 'warning' ? said.replace(/\nHelp: .+$/, '') : said}`;
  });
  const error =
    failure && `error: ${failure.says}\nFix: ${failure.fix}\nHelp: docs/troubleshooting.md#${failure.topic}`;
  expect(told).toEqual([...warnings.map((warning) => `warning: ${warning}`), ...(error === undefined ? [] : [error])]);
  expect(step.outputs['failure']).toBe(failure === undefined ? undefined : 'config');
  if (failure !== undefined) expect(step.asked).toEqual([]);
  else expect('access_token' in step.outputs).toBe(true);
  if (notShown !== undefined) expect(step.stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(notShown);
});

test.each(rows.filter(({ failure }) => failure !== undefined))('$about: the fix works', async ({ failure }) => {
  const step = await runStep({ inputs: failure?.fixed ?? {} });

  expect(step.log.annotations).toEqual([]);
  expect(step.failed).toBe(false);
});

/** Without the line that names the instance and the credential, which other tests check. */
function withoutAccount(message: string): string {
  return message
    .split('\n')
    .filter((line) => !line.startsWith('Instance: '))
    .join('\n');
}
