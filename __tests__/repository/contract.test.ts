import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { actionFolder, readActionFile } from '../../emulators/runner/action-file.ts';
import { defaults } from '../../src/inputs/inputs.ts';
import { version } from '../../src/http/connection.ts';

const action = readActionFile();
const read = (path: string): string => readFileSync(join(actionFolder, path), 'utf8');

/** The first two cells of each row of the README's table under a heading. */
function readmeTable(heading: string): string[][] {
  const section = read('README.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| `([^`]+)` +\| ([^|]*) \|/gm)].map(([, name = '', second = '']) => [
    name,
    second.trim(),
  ]);
}

test('the README lists the inputs of action.yml, in its order, with their defaults', () => {
  const inputs = Object.entries(action.inputs).map(([name, { default: value, required }]) => [
    name,
    required === true ? 'required' : value === undefined ? '' : `\`${value}\``,
  ]);
  expect(readmeTable('Inputs')).toEqual(inputs);
});

test('the README lists the outputs of action.yml, in its order', () => {
  expect(readmeTable('Outputs').map(([name]) => name)).toEqual(Object.keys(action.outputs));
});

test('the defaults of action.yml are those of the code', () => {
  const inFile = Object.entries(action.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default]],
  );
  expect(Object.fromEntries(inFile)).toEqual(defaults);
});

test('the code reads exactly the inputs of action.yml', () => {
  const code = [
    'run',
    ...['config', 'credential', 'connection', 'revocation', 'secrets'].map((file) => `inputs/${file}`),
  ]
    .map((file) => read(`src/${file}.ts`))
    .join('');
  const quoted = [...code.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(([, text = '']) => text);
  const names = new Set(quoted.filter((text) => text in action.inputs));
  expect([...names].toSorted()).toEqual(Object.keys(action.inputs).toSorted());
});

test('the code sets exactly the outputs of action.yml', () => {
  const code = read('src/report/outputs.ts') + read('src/report/report.ts');
  const set = [...code.matchAll(/^ {4}([a-z_]+): |setOutput\('([a-z_]+)'/gm)].map(
    ([, first, second]) => first ?? second,
  );
  expect(new Set(set)).toEqual(new Set(Object.keys(action.outputs)));
});

test('action.yml is fit for the Marketplace and the runner', () => {
  expect(action.name).toBe('ZITADEL access token');
  expect(action.description.length).toBeLessThan(125);
  expect(action.author).not.toBe('');
  expect(action.branding).toEqual({ icon: 'lock', color: 'blue' });
  expect(action.runs).toEqual({
    using: 'node24',
    main: 'dist/main/index.js',
    post: 'dist/post/index.js',
    'post-if': 'always()',
  });
});

test('the user agent tells the version of package.json', () => {
  expect(version).toBe((JSON.parse(read('package.json')) as { version: string }).version);
});
