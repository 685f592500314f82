import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root.ts';

/** Runs tools of node_modules one after another, with the same Node. Exits with 1 when a tool fails. */
export function runTools(tools: readonly (readonly [script: string, ...args: string[]])[]): void {
  for (const [script, ...args] of tools) {
    console.log(`\n> ${script.split('/').at(-1)} ${args.join(' ')}`);
    const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(1);
  }
}
