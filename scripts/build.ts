/**
 * Makes `dist/`: tsc turns the sources into JavaScript, ncc makes one file an entry of them, terser drops what nothing
 * calls, and prettier lays out what is left. Not minified: whoever hands this action a credential should be able to read
 * what runs.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { minify } from 'terser';
import { withoutUncalledMethods, withoutUnusedEnums, withoutWrappers } from './prune.ts';
import { root } from './root.ts';

// `dist/` is replaced at the end only, so that a build that fails leaves it as it was.
const dist = join(root, 'build/dist');

rmSync(join(root, 'build'), { recursive: true, force: true });
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
// Without a type beside its entry, ncc makes CommonJS, which Node starts sooner than an ES module.
writeFileSync(join(root, 'build/package.json'), '{}');
await bundle('main', 'main/index.js');
await bundle('post', 'post/index.js');
await bundle('post-step', 'post/post-step.js');
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(dist, join(root, 'dist'));

/** One entry of `src/` becomes one file of `dist/`, with the licenses of what is in it beside it. */
async function bundle(entry: string, file: string): Promise<void> {
  const out = join('build/ncc', entry);
  const options = ['--no-cache', '--license', 'licenses.txt', '--target', 'es2024'];
  node('@vercel/ncc/dist/ncc/cli.js', 'build', `build/src/${entry}.js`, '--out', out, ...options);
  const folder = dirname(join(dist, file));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "type": "commonjs" }\n');
  writeFileSync(join(dist, file), await readable(file, readFileSync(join(root, out, 'index.js'), 'utf8')));
  const licenses = join(root, out, 'licenses.txt');
  if (existsSync(licenses)) copyFileSync(licenses, join(folder, 'licenses.txt'));
}

function node(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function readable(file: string, bundled: string): Promise<string> {
  // ncc reports a module that it does not find by a call that fails when the action runs, not by a failure of its own.
  if (bundled.includes('eval("require")')) {
    throw new Error(`dist/${file} lacks a module that it needs: see the imports of src/.`);
  }
  // What terser drops may have been all that called a method, and what that method needed can be dropped then.
  const once = await withoutUnused(withoutWrappers(bundled));
  const twice = await withoutUnused(withoutUncalledMethods(once));
  const thrice = await withoutUnused(withoutUnusedEnums(twice));
  // Where a passage comes from: `// ./src/run.ts`.
  const named = thrice
    .replaceAll(/CONCATENATED MODULE: \.\/build\/(.+)\.js$/gm, './$1.ts')
    .replaceAll('CONCATENATED MODULE: ', '');
  return await format(named, { parser: 'babel', printWidth: 120, singleQuote: true, useTabs: true });
}

async function withoutUnused(code: string): Promise<string> {
  const { code: less = '' } = await minify(code, {
    toplevel: true,
    mangle: false,
    compress: {
      defaults: false,
      unused: true,
      dead_code: true,
      side_effects: true,
      // Reading a property, loading a module and making core's summary do nothing else here: where the result is not used
      // they go, and with them what they would load.
      pure_getters: true,
      pure_funcs: ['require', '__nccwpck_require__', 'Summary'],
      passes: 3,
    },
    // What stays says which file of src/ or node_modules/ a passage comes from, and how an import is really called.
    format: { comments: /CONCATENATED MODULE|^ \w+ $/, ecma: 2020 },
  });
  return less;
}
