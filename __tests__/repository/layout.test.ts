import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { allowed, findCycle, readImports, wrongImports } from './layout.ts';

/** The structure of the sources, as CONTRIBUTING.md describes it. */

const files = readdirSync(join(actionFolder, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const sources = new Map(files.map((file) => [file, readFileSync(join(actionFolder, 'src', file), 'utf8')]));
const imports = new Map([...sources].map(([file, text]) => [file, readImports(file, text)]));
const entries = new Set(['main.ts', 'post.ts']);

describe('the sources', () => {
  test('are in the folders of the rule, with at most five files outside a folder', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
    expect(folders).toEqual(new Set(Object.keys(allowed)));
    expect(files.filter((file) => !file.includes('/')).length).toBeLessThanOrEqual(5);
  });

  test('import only what the rules of their folder allow', () => {
    expect(wrongImports(imports)).toEqual([]);
  });

  test('import in one direction', () => {
    expect(findCycle(imports)).toBeUndefined();
  });

  test('do nothing on import, except the entry points', async () => {
    const before = Object.keys(process.env).length;
    const handlesBefore = process.getActiveResourcesInfo().length;
    for (const file of files.filter((one) => !entries.has(one))) await import(`../../src/${file}`);
    expect(Object.keys(process.env)).toHaveLength(before);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handlesBefore);
    expect(process.exitCode).toBeUndefined();
  });
});

function leadsTo(from: string) {
  return [{ from, typeOnly: true }];
}

describe('the rules of imports', () => {
  test.each([
    ['util/text.ts', `import { parse } from './json.ts';`, ''],
    ['util/text.ts', `import type { Log } from '../types/log.ts';`, 'util may import nothing'],
    ['credentials/keys/pem.ts', `import { quote } from '../../util/text.ts';`, ''],
    ['credentials/keys/pem.ts', `import { read } from '../../inputs/inputs.ts';`, 'credentials may import util'],
    ['types/step.ts', `import type { Credential } from '../credentials/credential.ts';`, ''],
    ['types/step.ts', `import { grant } from '../credentials/credential.ts';`, 'types only'],
    ['types/log.ts', `import type * as core from '@actions/core';`, ''],
    ['types/log.ts', `import type { Topic } from '../util/errors.ts';`, ''],
    ['types/step.ts', `import type { Scheme } from '../http/proxy.ts';`, 'types may import credentials, util'],
    ['explain/check.ts', `import { refusals } from './refusals.ts';`, ''],
    [
      'explain/check.ts',
      `import { checks } from '../zitadel/verification.ts';`,
      'explain may import types, credentials, http,',
    ],
    ['http/request.ts', `import type { HttpRequest } from '../types/transport.ts';`, ''],
    ['http/request.ts', `import { HttpRequest } from '../types/transport.ts';`, 'types only'],
    ['http/request.ts', `import { type HttpRequest } from '../types/transport.ts';`, 'types only'],
    ['http/request.ts', `import { parse } from '../inputs/headers.ts';`, 'http may import types, util'],
    ['http/proxy.ts', `import { getProxyUrl } from '@actions/http-client/lib/proxy';`, ''],
    ['zitadel/token.ts', `import { HttpClient } from '@actions/http-client';`, 'only http may'],
    ['zitadel/token.ts', `import { connect } from '../http/connection.ts';`, ''],
    ['zitadel/token.ts', `export {\n  mask,\n} from '../inputs/secrets.ts';`, 'zitadel may import types, credentials,'],
    ['report/log.ts', `import { info } from '@actions/core';`, 'only deps.ts may'],
    ['report/log.ts', `import { sign } from 'jose';`, 'only two libraries ship'],
    ['report/log.ts', `const late = await import('../zitadel/token.ts');`, 'report may import types, util'],
    ['report/log.ts', `import '../http/proxy.ts';`, 'report may import types, util'],
    ['report/log.ts', `import { join } from 'node:path';`, ''],
    ['run.ts', `import { obtainToken } from './zitadel/token.ts';`, ''],
    ['deps.ts', `import { info } from '@actions/core';`, ''],
  ])('%s: %s %s', (file, text, fault) => {
    const wrong = wrongImports(new Map([[file, readImports(file, text)]]));
    expect(wrong).toEqual(fault === '' ? [] : [expect.stringContaining(`: ${fault}`)]);
  });

  test('find a cycle', () => {
    const circle = new Map([
      ['a.ts', leadsTo('b.ts')],
      ['b.ts', leadsTo('c.ts')],
      ['c.ts', leadsTo('b.ts')],
    ]);
    expect(findCycle(circle)).toBe('a.ts → b.ts → c.ts → b.ts');
  });
});

test.each([
  ['emulators', 'imports nothing of the action that it tests', /from '[^']*\/src\//],
  ['e2e', 'imports nothing of the action that it tests', /from '[^']*\/src\//],
  [
    '__tests__',
    'joins paths, which have backslashes on Windows',
    /([Ff]older|[Ww]orkspace|dir\(\)|cwd\(\)|dirname)\}\//,
  ],
])('%s/ %s', (where, _, wrong) => {
  const scripts = globSync(`${where}/**/*.ts`, { cwd: actionFolder });
  expect(scripts.length).toBeGreaterThan(20);
  expect(scripts.filter((file) => wrong.test(readFileSync(join(actionFolder, file), 'utf8')))).toEqual([]);
});
