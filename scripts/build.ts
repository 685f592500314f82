/**
 * Builds `dist/`: tsc compiles the sources to JavaScript, ncc bundles each entry point into one file, terser removes unused
 * code, and prettier formats the result. The bundle is not minified, because users who pass a credential to this action
 * should be able to read the code that runs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ncc from '@vercel/ncc';
import { format } from 'prettier';
import { minify } from 'terser';
import { withoutUnread, withoutWrappers } from './prune.ts';
import { root } from './root.ts';

// `dist/` is replaced only at the end, so that a failed build does not change it.
const dist = join(root, 'build/dist');

rmSync(join(root, 'build'), { recursive: true, force: true });
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
// If package.json has no "type", ncc creates CommonJS, which Node starts faster than an ES module.
writeFileSync(join(root, 'build/package.json'), '{}');
await bundle('main');
await bundle('post');
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(dist, join(root, 'dist'));

/** Bundles an entry point of `src/` into one file of `dist/`, and writes the licenses of the bundled libraries. */
async function bundle(entry: string): Promise<void> {
  const options = { cache: false, license: 'licenses.txt', target: 'es2024', quiet: true };
  const { code, assets } = await ncc(join(root, 'build/src', `${entry}.js`), options);
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, `${entry}.js`), await readable(`${entry}.js`, code));
  const licenses = assets['licenses.txt'];
  if (licenses !== undefined) writeFileSync(join(dist, 'licenses.txt'), licenses.source);
}

function node(script: string, ...args: string[]): void {
  execFileSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function readable(file: string, bundled: string): Promise<string> {
  // If ncc does not find a module, ncc does not fail: it inserts a call that fails when the action runs.
  if (bundled.includes('eval("require")')) {
    throw new Error(`dist/${file} lacks a module: ncc did not find it. Fix: check the imports in src/.`);
  }
  // Terser can remove the last use of a method or a field. Then it is removed, and terser can remove what only it used.
  const once = await withoutUnused(withoutWrappers(bundled));
  const twice = await withoutUnused(withoutUnread(once));
  // Where a passage comes from: `// src/run.ts`.
  const named = twice
    .replaceAll(/CONCATENATED MODULE: \.\/build\/(.+)\.js$/gm, './$1.ts')
    .replaceAll('CONCATENATED MODULE: ', '');
  const formatted = await format(named, {
    parser: 'babel',
    printWidth: 200,
    singleQuote: true,
    useTabs: true,
    trailingComma: 'none',
    arrowParens: 'avoid',
    bracketSpacing: false,
    semi: false,
  });
  // A compiled import is called as `(0, node_fs.openSync)(path)`, which only hides `node_fs` from the function.
  const called = withoutUnusedEnums(formatted).replaceAll(/\(0, (node_\w+\.\w+|types\.\w+)\)\(/g, '$1(');
  // The name of each section is a separate line.
  return called.replaceAll(/^(.+) (\/\/ \.\/\S+)$/gm, '$1\n\n$2').replaceAll(/^(\t*\/\/ )\.\//gm, '$1');
}

/** An enum of TypeScript is a function that is called, so terser keeps it even if nothing reads it. */
function withoutUnusedEnums(code: string): string {
  const words = code.split(/\W+/);
  return code.replace(
    /^var (\w+)\n;\(function \(\1\) \{\n[^]*?\n\}\)\(\1 \|\| \(\1 = \{\}\)\)\n/gm,
    (text, name: string) => (words.filter((word) => word === name).length === text.split(name).length - 1 ? '' : text),
  );
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
      properties: true,
      // No function is moved into another one: a reader finds the functions of src/ by their names.
      collapse_vars: true,
      evaluate: true,
      // Reading a property, loading a module and creating core's summary have no side effects here. If the result of
      // such an expression is not used, terser removes the expression and the modules that only the expression loads.
      // The function `debug` of tunnel only prints, with NODE_DEBUG=tunnel.
      pure_getters: true,
      pure_funcs: ['require', 'external_os.platform', 'external_os.arch', 'Summary', 'debug'],
      passes: 3,
    },
    // Keeps only the comments with the source file of a section, and those with the original name of an import. Node reads a
    // file of ASCII faster.
    format: { comments: /CONCATENATED MODULE: \.|^ \w+ $/, ecma: 2020, ascii_only: true },
  });
  return less;
}
