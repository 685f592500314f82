/**
 * Makes `dist/`: tsc turns the sources into JavaScript, ncc makes one file an entry of them, terser drops what nothing
 * calls, and prettier lays out what is left. Not minified: whoever hands this action a credential should be able to read
 * what runs.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { minify } from 'terser';
import { root } from './root.ts';

// `dist/` is replaced at the end only, so that a build that fails leaves it as it was.
const dist = join(root, 'build/dist');

rmSync(join(root, 'build'), { recursive: true, force: true });
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
// Without a type beside its entry, ncc makes CommonJS, which Node starts sooner than an ES module.
writeFileSync(join(root, 'build/package.json'), '{}');
for (const entry of ['main', 'post']) {
  const options = ['--no-cache', '--license', 'licenses.txt', '--target', 'es2024'];
  node('@vercel/ncc/dist/ncc/cli.js', 'build', `build/src/${entry}.js`, '--out', `build/dist/${entry}`, ...options);
  writeFileSync(join(dist, entry, 'package.json'), '{ "type": "commonjs" }\n');
}
for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (file.endsWith('.js'))
    writeFileSync(join(dist, file), await readable(file, readFileSync(join(dist, file), 'utf8')));
}
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(dist, join(root, 'dist'));

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
  const { code } = await minify(bundled, {
    toplevel: true,
    mangle: false,
    compress: {
      defaults: false,
      unused: true,
      dead_code: true,
      side_effects: true,
      // Reading a property and loading a module do nothing else here: unused ones go, and save their loading.
      pure_getters: true,
      pure_funcs: ['require', '__nccwpck_require__'],
      passes: 3,
    },
    // What stays says which file of src/ or node_modules/ a passage comes from, and how an import is really called.
    format: { comments: /CONCATENATED MODULE|^ \w+ $/ },
  });
  return await format(code ?? '', { parser: 'babel', printWidth: 120, singleQuote: true, useTabs: true });
}
