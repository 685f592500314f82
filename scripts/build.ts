/**
 * Makes `dist/`: tsc turns the sources into JavaScript, ncc makes one file an entry of them. Not minified, since whoever
 * hands this action a credential should be able to read what runs.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './root.ts';

const require = createRequire(import.meta.url);
const node = (script: string, ...args: string[]): void => {
  execFileSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
};

for (const folder of ['build', 'dist']) rmSync(join(root, folder), { recursive: true, force: true });
node(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json');
for (const entry of ['main', 'post']) {
  node(
    require.resolve('@vercel/ncc/dist/ncc/cli.js'),
    ...['build', `build/src/${entry}.js`, '--out', `dist/${entry}`],
    ...['--no-cache', '--license', 'licenses.txt', '--target', 'es2024'],
  );
}

// ncc reports a module that it does not find by a call that fails when the action runs, not by a failure of its own.
for (const file of readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.js') && readFileSync(join(root, 'dist', file), 'utf8').includes('eval("require")')) {
    throw new Error(`dist/${file} lacks a module that it needs: see the imports of src/.`);
  }
}
