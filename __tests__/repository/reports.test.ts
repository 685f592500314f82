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
  /** The Markdown of the link. */
  readonly report: string;
  readonly file: string;
  readonly text: string;
}

const rows: readonly Row[] = cells
  .filter(([, first = '']) => first !== 'situation' && !/^-+$/.test(first))
  .map(([, situation = '', report = '', file = '', text = '']) => ({
    situation,
    report,
    file: file.replaceAll('`', ''),
    text: text.replaceAll('`', ''),
  }));

const link = /^\[([\w.-]+\/[\w.-]+)#(\d+)\]\(https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)\)$/;

test('the tables have rows, of four cells each', () => {
  expect(rows.length).toBeGreaterThanOrEqual(45);
  expect(cells.filter((row) => row.length !== 6)).toEqual([]);
});

test('no report is listed twice', () => {
  const reports = rows.map(({ report }) => report);
  expect(reports.filter((report, index) => reports.indexOf(report) !== index)).toEqual([]);
});

test('every link of the page is a report in a table, or leads into this repository', () => {
  const links = [...page.matchAll(/\[[^\]]*\]\([^)]*\)/g)].map(([one]) => one).filter((one) => !one.includes('](../'));
  expect(links).toEqual(rows.map(({ report }) => report));
});

describe.each(rows)('$report', ({ situation, report, file, text }) => {
  test('is linked by its repository and number', () => {
    const [, repository, number, linkedRepository, linkedNumber] = link.exec(report) ?? [];
    expect([linkedRepository, linkedNumber]).toEqual([repository, number]);
    expect(repository).toBeDefined();
  });

  test('is one sentence', () => {
    expect(situation).toMatch(/^[A-Za-z].+\.$/);
  });

  test(`has a test in ${file}: ${text}`, () => {
    const path = join(actionFolder, '__tests__', file);
    expect(file).toMatch(/^[\w/-]+(\.test)?\.ts$/);
    expect(existsSync(path)).toBe(true);
    expect(text).not.toBe('');
    expect(readFileSync(path, 'utf8')).toContain(text);
  });
});
