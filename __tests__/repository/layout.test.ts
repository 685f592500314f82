import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** What the sources look like as a whole: the promises of CONTRIBUTING.md about them. */

const files = readdirSync(join(actionFolder, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'));
const sources = new Map(files.map((file) => [file, readFileSync(join(actionFolder, 'src', file), 'utf8')]));
const entries = new Set(['main.ts', 'post.ts', 'post-step.ts']);

/** What a file takes from where: each import's clause and place. */
function importsOf(file: string): { clause: string; from: string }[] {
  const found = (sources.get(file) ?? '').matchAll(/^(?:import|export) ([^;]*?)\bfrom '([^']+)';/gms);
  return [...found].map(([, clause = '', from = '']) => ({
    clause,
    from: from.startsWith('.') ? posix.join(posix.dirname(file), from) : from,
  }));
}

test('imports point one way', () => {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (finished.has(file)) return;
    expect(path).not.toContain(file);
    for (const { from } of importsOf(file)) if (sources.has(from)) visit(from, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  expect(finished.size).toBe(files.length);
});

test('the libraries are the two that ship, each in its place', () => {
  const used = files.flatMap((file) =>
    importsOf(file)
      .filter(({ clause, from }) => !from.includes('.ts') && !from.startsWith('node:') && !clause.startsWith('type '))
      .map(({ from }) => `${file}: ${from}`),
  );
  expect(used.toSorted()).toEqual([
    'deps.ts: @actions/core',
    'http/proxy.ts: @actions/http-client/lib/proxy',
    'http/request.ts: @actions/http-client',
  ]);
});

test('a file is one idea, and fits a screen or two', () => {
  const long = [...sources].filter(([, text]) => text.split('\n').length > 180).map(([file]) => file);
  expect(long).toEqual([]);
});

test('the emulator knows nothing of the action that it is to judge', () => {
  const emulator = globSync('emulators/**/*.ts', { cwd: actionFolder });
  expect(emulator.length).toBeGreaterThan(20);
  const importing = emulator.filter((file) =>
    /from '[^']*\/src\//.test(readFileSync(join(actionFolder, file), 'utf8')),
  );
  expect(importing).toEqual([]);
});

test('nothing happens on import, but in the entries', async () => {
  const before = Object.keys(process.env).length;
  const handlesBefore = process.getActiveResourcesInfo().length;
  for (const file of files.filter((one) => !entries.has(one))) await import(`../../src/${file}`);
  expect(Object.keys(process.env)).toHaveLength(before);
  expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(handlesBefore);
  expect(process.exitCode).toBeUndefined();
});
