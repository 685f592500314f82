import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { table, type Row } from '../../src/inputs/table.ts';
import { actionFolder, readActionFile } from '../../emulators/runner/action-file.ts';
import { revokeInProcess, runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startWorld } from '../support/world.ts';

const action = readActionFile();
const textOf = (path: string): string => readFileSync(join(actionFolder, path), 'utf8');

/** The items of the README's lists under a heading: the name, and what the parentheses after it contain. */
function readmeList(heading: string): string[][] {
  const section = textOf('README.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^- \*\*`([^`]+)`\*\*(?: \(([^)]*)\))?: [A-Z`]/gm)].map(([, name = '', note = '']) => [
    name,
    note,
  ]);
}

test('the README lists the inputs of action.yml, in its order, with their defaults', () => {
  const inputs = Object.entries(action.inputs).map(([name, { default: value, required }]) => [
    name,
    required === true ? 'required' : value === undefined ? '' : `default \`${value}\``,
  ]);
  expect(readmeList('Inputs')).toEqual(inputs);
});

test('the table of the sources lists the inputs of action.yml, in its order, with their defaults', () => {
  const rows = Object.entries<Row>(table).map(([name, { default: value }]) => [
    name,
    value === undefined ? undefined : [value].flat().join(' '),
  ]);
  expect(rows).toEqual(Object.entries(action.inputs).map(([name, { default: value }]) => [name, value]));
});

test('the README lists the outputs of action.yml, in its order', () => {
  expect(readmeList('Outputs').map(([name]) => name)).toEqual(Object.keys(action.outputs));
});

describe('the sources', () => {
  let steps: readonly InProcessResult[];
  let userAgent: string | undefined;
  beforeAll(async () => {
    const world = await startWorld();
    const { emulator, inputsOf, application, account } = world;
    const datedKey = { ...JSON.parse(account('ci-bot').keyJson), expirationDate: '2099-01-01T00:00:00Z' };
    const inputs = {
      domain: emulator.origin,
      'service-account-key': JSON.stringify(datedKey),
      verify: 'org',
      'org-id': emulator.organization.id,
      revoke: 'true',
      'revocation-client-id': application.clientId,
    };
    const main = await runInProcess({ inputs });
    steps = [
      main,
      await revokeInProcess({ inputs }, main.state),
      await runInProcess({ inputs: { ...inputsOf(), 'client-secret': 'another-secret' } }),
    ];
    userAgent = emulator.requests[0]?.headers['user-agent'];
  });

  test('read exactly the inputs of action.yml', () => {
    const names = new Set(steps.flatMap(({ inputsRead }) => [...inputsRead]));
    expect([...names].toSorted()).toEqual(
      Object.keys(action.inputs)
        .map((name) => name.toUpperCase())
        .toSorted(),
    );
  });

  test('set exactly the outputs of action.yml', () => {
    const set = new Set(steps.flatMap(({ outputs }) => Object.keys(outputs)));
    expect([...set].toSorted()).toEqual(Object.keys(action.outputs).toSorted());
  });

  test('send a user agent with the version of package.json', () => {
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    expect(userAgent).toBe(`zitadel-token-action/${version}`);
  });
});

test('action.yml is valid for the Marketplace and the runner', () => {
  expect(action.name).toBe('ZITADEL access token');
  expect(action.description.length).toBeLessThan(125);
  expect(action.author).not.toBe('');
  expect(action.branding).toEqual({ icon: 'lock', color: 'blue' });
  expect(action.runs).toEqual({ using: 'node24', main: 'dist/main.js', post: 'dist/post.js', 'post-if': 'always()' });
});
