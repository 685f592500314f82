import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { actionFolder, readActionFile } from '../../emulators/runner/action-file.ts';
import { readProjectFile, readWorkflow, stepsOf } from '../support/workflow-file.ts';

const files = readdirSync(join(actionFolder, 'examples')).filter((name) => name.endsWith('.yml'));
const { inputs, outputs } = readActionFile();
const isThisAction = (uses = ''): boolean => uses.startsWith('OWNER/zitadel-token-action@');

test('the examples are there', () => {
  expect(files).toEqual([
    'curl.yml',
    'health-check.yml',
    'keyless.yml',
    'node-client.yml',
    'organization.yml',
    'private-network.yml',
    'rotate-key.yml',
    'terraform.yml',
  ]);
});

describe.each(files)('examples/%s', (file) => {
  const text = readProjectFile(`examples/${file}`);
  const workflow = readWorkflow(`examples/${file}`);
  const steps = stepsOf(workflow);

  test('uses this action by its major tag, and says that OWNER is to be replaced', () => {
    const uses = steps.map((step) => step.uses).filter(isThisAction);
    expect(new Set(uses)).toEqual(new Set(['OWNER/zitadel-token-action@v1']));
    expect(text).toContain('# Replace OWNER by the account that holds the action.');
  });

  test('gives the action only inputs that it has, and reads only outputs that it has', () => {
    const own = steps.filter(({ uses }) => isThisAction(uses));
    expect(own.flatMap((step) => Object.keys(step.with ?? {})).filter((name) => !(name in inputs))).toEqual([]);
    const ids = new Set(own.map(({ id }) => id));
    const read = [...text.matchAll(/steps\.(\w+)\.outputs\.(\w+)/g)].filter(([, id]) => ids.has(id));
    expect(read.map(([, , output = '']) => output).filter((name) => !(name in outputs))).toEqual([]);
  });

  test('has no expression in a script', () => {
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('pins every other action by commit, with its version beside it', () => {
    const others = [...text.matchAll(/uses: (.+)/g)].map(([, uses = '']) => uses).filter((uses) => !isThisAction(uses));
    for (const uses of others) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('grants nothing at the top, and says for each job what it may', () => {
    expect(workflow.permissions).toEqual({});
    for (const job of Object.values(workflow.jobs)) {
      expect(job.permissions).toBeDefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
    }
  });
});
