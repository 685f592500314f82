import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'acorn';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { escapedPattern } from '../../src/util/escapes.ts';

/** Every expression of the bundle, by its text. */
function expressions(): Map<string, () => RegExp> {
  const found = new Map<string, () => RegExp>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { regex } = node as { regex?: { pattern: string; flags: string } };
    if (regex !== undefined) {
      found.set(`/${regex.pattern}/${regex.flags}`, () => new RegExp(regex.pattern, regex.flags));
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(
    parse(readFileSync(join(actionFolder, 'dist/main.js'), 'utf8'), {
      ecmaVersion: 'latest',
      allowReturnOutsideFunction: true,
    }),
  );
  return found;
}

const secrets = ['\\"'.repeat(8), '\\u005c'.repeat(20), '+/='.repeat(20), '&;%'.repeat(20), '\\'.repeat(40), 'a b\\uK'];
for (const secret of secrets) expect(escapedPattern(secret)).toBeInstanceOf(RegExp);

/** What a hostile text repeats: each symbol that an expression of the bundle can repeat, and beginnings that match. */
const units = `= - a A 1 . , " & < \\ : @ _ \\n %25 &amp; <title -----BEGIN a. A- \\" \\u005c a=b; aA1=`
  .split(' ')
  .concat(' ', '\n', 'a ');

function milliseconds(expression: RegExp, text: string): number {
  const began = performance.now();
  text.replace(expression, '');
  return performance.now() - began;
}

/** The fastest of several, because other processes share the machine. */
function fastest(create: () => RegExp, text: string): number {
  return Math.min(...Array.from({ length: 3 }, () => milliseconds(create(), text)));
}

const all = [
  ...expressions(),
  ...secrets.map((secret) => [`escaped ${secret}`, () => escapedPattern(secret) as RegExp] as const),
];

test('every expression of the bundle needs four times the time for four times the text, not sixteen times', () => {
  const slow: string[] = [];
  for (const [name, create] of all) {
    for (const unit of units) {
      const text = (length: number): string => `x${unit.repeat(Math.ceil(length / unit.length))}\u0000`;
      // A linear expression stays far below a millisecond for so little text.
      if (fastest(create, text(4_000)) < 1) continue;
      const [once, fourfold] = [fastest(create, text(16_000)), fastest(create, text(64_000))];
      if (fourfold > 8 * once) slow.push(`${name} on ${JSON.stringify(unit)}`);
    }
  }
  expect(slow).toEqual([]);
});

test('a secret of thousands of symbols is searched as it is', () => {
  expect(escapedPattern('"&+'.repeat(700))).toBe('"&+'.repeat(700));
});
