import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** Every link to this repository leads to a file that exists, and to a heading that the file contains. */

const pages = globSync('**/*.md', { cwd: actionFolder, exclude: ['node_modules', 'build', 'coverage'] }).map((page) =>
  page.replaceAll('\\', '/'),
);
/** The address of the repository. The account is a placeholder until `npm run set-owner` replaces it. */
const address = /^https:\/\/github\.com\/[\w-]+\/zitadel-token-action\/(blob|tree)\/v1\//;

interface Link {
  readonly page: string;
  readonly target: string;
  /** Relative to the project; the page itself for a link to one of its headings. */
  readonly path: string;
  readonly anchor: string | undefined;
}

/** The anchors that GitHub creates from headings, and the anchors in front of headings. */
function anchorsOf(file: string): Set<string> {
  const text = readFileSync(file, 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const given = [...text.matchAll(/^<a id="([^"]+)"><\/a>$/gm)].map(([, id = '']) => id);
  const headings = text.matchAll(/^#{1,6} (.+)$/gm);
  return new Set([
    ...given,
    ...[...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  ]);
}

function linksOf(page: string): Link[] {
  const text = readFileSync(join(actionFolder, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)].map(
    ([, link, source]) => link ?? source ?? '',
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target) || address.test(target))
    .map((target) => {
      const [path = '', anchor] = target.replace(address, '').split('#');
      const from = address.test(target) ? '' : dirname(page);
      return { page, target, path: path === '' ? page : join(from, path).replaceAll('\\', '/'), anchor };
    });
}

const links = pages.flatMap(linksOf);

/** The pages of the archive that a runner downloads, which does not contain the other pages. */
const downloaded = execFileSync('git', ['check-attr', '--stdin', '-z', 'export-ignore'], {
  cwd: actionFolder,
  input: topLevelOf([...pages, ...links.map(({ path }) => path)]).join('\0'),
  encoding: 'utf8',
})
  .split('\0')
  .flatMap((name, index, all) => (index % 3 === 0 && all[index + 2] === 'unset' ? [name] : []));

function topLevelOf(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.split('/')[0] ?? ''))].filter((name) => name !== '');
}

function isDownloaded(path: string): boolean {
  return downloaded.includes(path.split('/')[0] ?? '');
}

test('the pages contain links', () => {
  expect(pages).toContain('README.md');
  expect(links.length).toBeGreaterThan(20);
  expect(downloaded).toContain('README.md');
  expect(downloaded).not.toContain('docs');
});

describe.each(links)('$page: $target', ({ page, target, path, anchor }) => {
  test('leads to a file and a heading that exist', () => {
    const file = join(actionFolder, path);
    expect(relative(actionFolder, file)).not.toMatch(/^\.\./);
    expect(existsSync(file)).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
  });

  test('works also outside the repository', () => {
    const [, kind] = address.exec(target) ?? [];
    // A page of the download is also read outside the repository: on the Marketplace, or in the archive.
    if (isDownloaded(page) && !isDownloaded(path)) expect(target).toMatch(address);
    if (kind !== undefined) expect(kind).toBe(statSync(join(actionFolder, path)).isDirectory() ? 'tree' : 'blob');
  });
});
