import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextlintKernel } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import plainText from '@textlint/textlint-plugin-text';
import replacedWords from 'textlint-rule-prh';
import { root } from '../root.ts';
import { proseOf } from './extract.ts';

export interface Finding {
  readonly line: number;
  readonly found: string;
  /** What to write instead. */
  readonly instead: string;
}

const linter = new TextlintKernel();
const options = {
  plugins: [
    { pluginId: 'markdown', plugin: markdown.default },
    { pluginId: 'text', plugin: plainText.default },
  ],
  rules: [
    {
      ruleId: 'vocabulary',
      rule: replacedWords.default,
      options: { rulePaths: [join(root, 'scripts/prose/vocabulary.yml')] },
    },
  ],
};

/** @param path relative to the project */
export async function lintFile(path: string): Promise<Finding[]> {
  return await lint(path, readFileSync(join(root, path), 'utf8'));
}

export async function lint(path: string, content: string): Promise<Finding[]> {
  const { text, extension } = proseOf(path, content);
  const { messages } = await linter.lintText(text, { ...options, ext: extension, filePath: join(root, path) });
  return messages.map(({ range: [start], message }) => {
    const [found = '', instead = ''] = message.replace(/\s+/g, ' ').split(' => ');
    return { line: content.slice(0, start).split('\n').length, found, instead };
  });
}
