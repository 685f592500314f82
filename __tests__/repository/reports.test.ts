import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { actionFolder } from '../../emulators/runner/action-file.ts';

/** `docs/reports.md` promises for each public report a test file and a text in it. */

const page = readFileSync(join(actionFolder, 'docs/reports.md'), 'utf8');
const cells = page
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

interface Row {
  readonly situation: string;
  /** The links, in Markdown. */
  readonly reports: readonly string[];
  readonly file: string;
  readonly text: string;
}

const rows: readonly Row[] = cells
  .filter(([, first = '']) => first !== 'situation and reports' && !/^-+$/.test(first))
  .map(([, first = '', second = '']) => {
    const [, situation = '', reports = ''] = /^(.+?\.) (\[.+)$/.exec(first) ?? [];
    const [, file = '', text = ''] = /^`(.+?)`: `(.+)`$/.exec(second) ?? [];
    return { situation, reports: reports.split(', '), file, text };
  });

const reported = rows.flatMap(({ reports }) => reports);

const link = /^\[([\w.-]+\/[\w.-]+)#(\d+)\]\(https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)\)$/;

test('the tables have rows, of two cells each', () => {
  expect(rows.length).toBeGreaterThanOrEqual(90);
  expect(cells.filter((row) => row.length !== 4)).toEqual([]);
});

test('no report is listed twice', () => {
  expect(reported.filter((report, index) => reported.indexOf(report) !== index)).toEqual([]);
});

test('every link of the page is a report in a table, or leads into this repository', () => {
  const links = [...page.matchAll(/\[[^\]]*\]\([^)]*\)/g)].map(([one]) => one).filter((one) => !one.includes('](../'));
  expect(links).toEqual(reported);
});

test.each(reported)('%s is linked by its repository and number', (report) => {
  const [, repository, number, linkedRepository, linkedNumber] = link.exec(report) ?? [];
  expect([linkedRepository, linkedNumber]).toEqual([repository, number]);
  expect(repository).toBeDefined();
});

describe.each(rows)('$situation', ({ situation, file, text }) => {
  test('is one sentence', () => {
    expect(situation).toMatch(/^[A-Za-z].+\.$/);
  });

  test(`has a test in ${file}: ${text}`, () => {
    const path = join(actionFolder, '__tests__', file);
    expect(file).toMatch(/^[\w/-]+(\.property)?(\.test)?\.ts$/);
    expect(existsSync(path)).toBe(true);
    expect(text).not.toBe('');
    expect(readFileSync(path, 'utf8')).toContain(text);
  });
});
