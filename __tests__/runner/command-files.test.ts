import { describe, expect, test } from '@jest/globals';
import { processFiles } from '../../emulators/runner/command-files.ts';
import { parseKeyValues, type FileName } from '../../emulators/runner/file-commands.ts';
import { readKeyValues } from '../../emulators/runner/key-values.ts';
import { createStepContext, type ContextOptions } from '../../emulators/runner/step-context.ts';

test.each([
  ['a name and a value', 'a=b\n', { a: 'b' }],
  ['no line break before the end', 'a=b', { a: 'b' }],
  ['empty lines between', '\na=b\n\nc=d\n\n', { a: 'b', c: 'd' }],
  ['an empty value', 'a=\n', { a: '' }],
  ['spaces count', ' a = b ', { ' a ': ' b ' }],
  ['a value with = and <<', 'a=b=c<<d', { a: 'b=c<<d' }],
  ['the last value of a name', 'a=b\na=c\n', { a: 'c' }],
  ['a delimiter', 'a<<END\nb\nEND\n', { a: 'b' }],
  ['a delimiter without a line break after it', 'a<<END\nb\nEND', { a: 'b' }],
  ['several lines', 'a<<END\nb\n\nc=d\nEND\ne=f\n', { a: 'b\n\nc=d', e: 'f' }],
  ['no lines', 'a<<END\nEND\n', { a: '' }],
  ['an empty line', 'a<<END\n\nEND\n', { a: '' }],
  ['two empty lines', 'a<<END\n\n\nEND\n', { a: '\n' }],
  ['the delimiter with a space is no delimiter', 'a<<END\nb\nEND \nEND\n', { a: 'b\nEND ' }],
  ['a delimiter that contains = and <<', 'a<<E=<<D\nb\nE=<<D\n', { a: 'b' }],
  ['only LF ends a line: CR is part of the value', 'a=b\r\nc<<END\nd\r\ne\rf\nEND\n', { a: 'b\r', c: 'd\r\ne\rf' }],
  ['a byte order mark', '\uFEFFa=b\n', { a: 'b' }],
])('a file of values: %s', (_, text, values) => {
  expect(readKeyValues(text, 'linux')).toEqual({ values });
});

test.each([
  ['neither = nor <<', 'a=b\nc', "Invalid format 'c'"],
  ['no name', 'a=b\n<<END\nc\nEND\n', "Invalid format '<<END'. Name must not be empty and delimiter must not be empty"],
  ['no delimiter', 'a=b\nc<<\n', "Invalid format 'c<<'. Name must not be empty and delimiter must not be empty"],
  ['the delimiter does not come', 'a=b\nc<<END\nd\n', "Invalid value. Matching delimiter not found 'END'"],
  ['nothing comes', 'a=b\nc<<END\n', "Invalid value. Matching delimiter not found 'END'"],
  ['no line break before the end', 'a=b\nc<<END\ndEND', 'Invalid value. EOF marker missing new line.'],
  ['CR LF after the delimiter', 'a=b\nc<<END\nd\nEND\r\n', "Invalid value. Matching delimiter not found 'END'"],
])('a malformed file of values: %s', (_, text, problem) => {
  expect(readKeyValues(text, 'linux')).toEqual({ values: { a: 'b' }, problem });
});

test('on Windows CR LF ends a line too, and stays inside of a value', () => {
  expect(readKeyValues('a=b\r\nc<<END\r\nd\r\ne\r\nEND\r\nf=g\n', 'win32')).toEqual({
    values: { a: 'b', c: 'd\r\ne', f: 'g' },
  });
});

test('a malformed file does not pass for an empty one where a test reads it', () => {
  expect(() => parseKeyValues('a')).toThrow("Invalid format 'a'");
});

const none: Record<FileName, string> = {
  GITHUB_OUTPUT: '',
  GITHUB_STATE: '',
  GITHUB_ENV: '',
  GITHUB_PATH: '',
  GITHUB_STEP_SUMMARY: '',
};

function process(files: Partial<Record<FileName, string>>, options: ContextOptions = {}) {
  const context = createStepContext(options);
  const summary = processFiles({ ...none, ...files }, context);
  return { summary, ...context, log: context.log() };
}

describe('the files of a step', () => {
  test('set outputs, state and variables', () => {
    const { outputs, state, variables, log } = process({
      GITHUB_OUTPUT: 'a=b',
      GITHUB_STATE: 'c=d',
      GITHUB_ENV: 'e=f',
    });
    expect({ outputs, state, variables }).toEqual({ outputs: { a: 'b' }, state: { c: 'd' }, variables: { e: 'f' } });
    expect(log).toEqual({ text: '', masks: [], annotations: [], failed: false });
  });

  test.each([
    ['GITHUB_OUTPUT', 'output', 'outputs'],
    ['GITHUB_STATE', 'state', 'state'],
    ['GITHUB_ENV', 'env', 'variables'],
  ] as const)('%s fails the step when it is malformed, and what precedes the fault counts', (file, name, values) => {
    const step = process({ [file]: 'a=b\nc\nd=e\n' });
    expect(step[values]).toEqual({ a: 'b' });
    expect(step.log).toMatchObject({
      failed: true,
      text: `Error: Unable to process file command '${name}' successfully.\nError: Invalid format 'c'`,
    });
  });

  test('an output without a name fails the step', () => {
    const { outputs, log } = process({ GITHUB_OUTPUT: '=a\nb=c' });
    expect({ outputs, failed: log.failed }).toEqual({ outputs: {}, failed: true });
  });

  test('NODE_OPTIONS cannot be set, which does not fail the step', () => {
    const { variables, log } = process({ GITHUB_ENV: 'node_options=--require x\na=b' });
    expect(variables).toEqual({ a: 'b' });
    expect(log).toMatchObject({ failed: false, text: expect.stringContaining("Can't store NODE_OPTIONS") });
  });

  test('with debug logging the log shows what they set, masked', () => {
    const files = { GITHUB_OUTPUT: 'a=secret', GITHUB_STATE: 'b=secret', GITHUB_ENV: 'c=secret' };
    expect(process(files, { debug: true, earlier: ['secret'] }).log.text.split('\n')).toEqual([
      "##[debug]c='***'",
      '##[debug]Save intra-action state b = ***',
      '##[debug]Set output a = ***',
    ]);
  });
});

describe('a summary', () => {
  test('is masked line by line', () => {
    const { summary } = process(
      { GITHUB_STEP_SUMMARY: 'a secret\r\nb\rsec\nret' },
      { earlier: ['secret', 'sec\nret'] },
    );
    expect(summary).toBe('a ***\nb\nsec\nret\n');
  });

  test('of 1 MiB is shown, and a larger one is dropped with an error that does not fail the step', () => {
    const largest = 'é'.repeat(512 * 1_024);
    expect(process({ GITHUB_STEP_SUMMARY: largest })).toMatchObject({ summary: `${largest}\n`, log: { text: '' } });
    const { summary, log } = process({ GITHUB_STEP_SUMMARY: `${largest}a` });
    expect(summary).toBe('');
    expect(log.failed).toBe(false);
    expect(log.annotations).toEqual([
      { level: 'error', title: '', message: expect.stringContaining('up to a size of 1024k, got 1024k.') },
    ]);
  });
});
