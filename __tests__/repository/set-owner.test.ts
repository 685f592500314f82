import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { readProjectFile } from './workflow-file.ts';

// Not written as one text, so that the script leaves this file unchanged.
const placeholder = ['OWNER', 'zitadel-token-action'].join('/');
const [named = ''] = /[\w-]+\/zitadel-token-action/.exec(readProjectFile('examples/curl.yml')) ?? [];
let copy: string;

/** A copy of the project's files in another repository, with the placeholder also after the owner has replaced it. */
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'owner-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: actionFolder,
    encoding: 'utf8',
  });
  // Without the largest files, which do not contain the placeholder.
  const paths = listed.split('\0').filter((path) => path !== '' && !path.startsWith('emulators/zitadel/recorded/'));
  for (const path of paths) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    const content = readFileSync(join(actionFolder, path), 'latin1');
    const codeOwners = path.endsWith('/CODEOWNERS') ? content.replaceAll(/ @\w\S*$/gm, ' @OWNER') : content;
    writeFileSync(join(copy, path), codeOwners.replaceAll(named, placeholder), 'latin1');
  }
  symlinkSync(join(actionFolder, 'node_modules'), join(copy, 'node_modules'), 'junction');
  execFileSync('git', ['init', '--quiet'], { cwd: copy });
  execFileSync('git', ['add', '.'], { cwd: copy });
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

function setOwner(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(copy, 'scripts/set-owner.ts'), ...args], { encoding: 'utf8' });
}

/** The files that contain a text. */
function filesWith(text: string): string[] {
  const { stdout } = spawnSync('git', ['grep', '--name-only', '--fixed-strings', '-e', text], {
    cwd: copy,
    encoding: 'utf8',
  });
  return splitLines(stdout).filter(Boolean);
}

describe('npm run set-owner', () => {
  test('replaces the placeholder in every file, lists the files, and leaves them formatted', () => {
    const before = filesWith(placeholder);
    expect(before).toEqual(expect.arrayContaining(['README.md', 'examples/curl.yml', '.github/zizmor.yml']));

    const { status, stdout } = setOwner('acme');

    expect(status).toBe(0);
    expect(filesWith(placeholder)).toEqual([]);
    expect(filesWith('until set-owner -->').filter((path) => path.endsWith('.md'))).toEqual([]);
    expect(filesWith('acme/zitadel-token-action')).toEqual(expect.arrayContaining(before));
    const codeOwners = readFileSync(join(copy, '.github/CODEOWNERS'), 'utf8').split('\n').slice(2, -1);
    expect(codeOwners).toEqual(['/.github/ @acme', '/dist/ @acme', '/scripts/ @acme', '/src/ @acme']);
    for (const path of before) expect(stdout).toContain(`  ${path}\n`);
    const prettier = join(copy, 'node_modules/prettier/bin/prettier.cjs');
    expect(
      spawnSync(process.execPath, [prettier, '--check', '--ignore-unknown', ...before], {
        cwd: copy,
        encoding: 'utf8',
      }),
    ).toMatchObject({ status: 0 });
  });

  test('changes nothing when it is run again', () => {
    setOwner('acme');
    execFileSync('git', ['add', '.'], { cwd: copy });
    const { status, stdout } = setOwner('acme');
    expect(status).toBe(0);
    expect(stdout).toBe('The owner is "acme" in every file: nothing to change.\n');
    expect(execFileSync('git', ['diff', '--name-only'], { cwd: copy, encoding: 'utf8' })).toBe('');
  });

  test('replaces a placeholder that was added later', () => {
    setOwner('acme');
    writeFileSync(join(copy, 'docs/later.md'), `[Later](https://github.com/${placeholder})\n`);
    execFileSync('git', ['add', '.'], { cwd: copy });
    expect(setOwner('acme').stdout).toContain('in 1 files:\n  docs/later.md\n');
    expect(readFileSync(join(copy, 'docs/later.md'), 'utf8')).toContain('github.com/acme/');
  });

  test('rejects another owner, and changes nothing', () => {
    setOwner('acme');
    execFileSync('git', ['add', '.'], { cwd: copy });
    const { status, stderr } = setOwner('umbrella');
    expect(status).toBe(1);
    expect(stderr).toContain('The owner is already "acme". To change it, undo that commit (git revert)');
    expect(execFileSync('git', ['diff', '--name-only'], { cwd: copy, encoding: 'utf8' })).toBe('');
  });

  test('rejects what is not the name of an account, and changes nothing', () => {
    for (const args of [
      [],
      [''],
      ['OWNER'],
      ['-acme'],
      ['acme-'],
      ['ac--me'],
      ['acme/x'],
      ['a'.repeat(40)],
      ['a', 'b'],
    ]) {
      const { status, stderr } = setOwner(...args);
      expect(status).toBe(1);
      expect(stderr).toContain('is not the name of a GitHub account. Usage: npm run set-owner -- acme');
    }
    expect(execFileSync('git', ['diff', '--name-only'], { cwd: copy, encoding: 'utf8' })).toBe('');
  });
});
