import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** Every relative link of every page leads to a file that is there, and to a heading that it has. */

const pages = globSync('**/*.md', { cwd: actionFolder, exclude: ['node_modules', 'build', 'coverage'] });

/** As GitHub makes an anchor of a heading. */
function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(file, 'utf8')
    .replace(/^```[\s\S]*?^```/gm, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}

const links = pages.flatMap((page) => {
  const text = readFileSync(join(actionFolder, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, source]) => link ?? source ?? '');
  return targets.filter((target) => !/^[a-z]+:/.test(target)).map((target) => [page, target] as const);
});

test('there are pages with links', () => {
  expect(pages).toContain('README.md');
  expect(links.length).toBeGreaterThan(20);
});

test.each(links)('%s: %s', (page, target) => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(actionFolder, page) : join(actionFolder, dirname(page), path);
  expect(relative(actionFolder, file)).not.toMatch(/^\.\./);
  expect(existsSync(file)).toBe(true);
  if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor);
});
