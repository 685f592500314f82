import { expect, test } from '@jest/globals';
import { readLog, type Annotation } from '../../emulators/runner/log.ts';

/** The output of a step, and how the runner interprets it. A missing field stands for an empty value. */
interface Row {
  readonly writes: string;
  readonly text?: string;
  readonly annotations?: readonly Annotation[];
  readonly masks?: readonly string[];
  readonly failed?: true;
}

const error = (message: string, title = ''): Annotation => ({ level: 'error', title, message });
const warning = (message: string): Annotation => ({ level: 'warning', title: '', message });

const rows: Readonly<Record<string, Row>> = {
  'CR LF ends a line': { writes: 'a\r\n::error::b\r\nc', text: 'a\nError: b\nc', annotations: [error('b')] },
  'a bare CR ends a line': { writes: 'a\r::error::b\rc', text: 'a\nError: b\nc', annotations: [error('b')] },
  'no other character ends a line': { writes: 'a\u2028::error::b\v::error::c', text: 'a\u2028::error::b\v::error::c' },

  'colons start a command only at the start of a line': { writes: 'a ::error::b', text: 'a ::error::b' },
  'colons start a command after spaces': { writes: '\t ::error::b', text: 'Error: b', annotations: [error('b')] },
  'brackets start a command anywhere in a line': {
    writes: 'a ##[error]b',
    text: 'Error: b',
    annotations: [error('b')],
  },
  'only the first brackets of a line count': { writes: 'a ##[x] ##[error]b', text: 'a ##[x] ##[error]b' },
  'command names are case-insensitive': { writes: '::ErRoR::b', text: 'Error: b', annotations: [error('b')] },
  'an unknown name is not a command': { writes: '::fault::b', text: '::fault::b' },
  'brackets start a command if the name between the colons is unknown': {
    writes: '::fault::a ##[error]b',
    text: 'Error: b',
    annotations: [error('b')],
  },
  'a command without its second colons is text': { writes: '::error:b', text: '::error:b' },
  'data may contain colons': { writes: '::error::a::b', text: 'Error: a::b', annotations: [error('a::b')] },

  'data is unescaped: CR, LF, percent': {
    writes: '::error::a%0Ab%0Dc%250A%3A%2C%0a',
    text: 'Error: a\nb\rc%0A%3A%2C%0a',
    annotations: [error('a\nb\rc%0A%3A%2C%0a')],
  },
  'properties are unescaped: colon and comma too': {
    writes: '::error title=a%3A%2C%250A,file=x::b',
    text: 'Error: b',
    annotations: [error('b', 'a:,%0A')],
  },
  'in brackets the semicolon and the bracket are escaped': {
    writes: '##[error title=a%3B%5D;file=x]b%3B%5D%0A',
    text: 'Error: b;]',
    annotations: [error('b;]\n', 'a;]')],
  },
  'property names are case-insensitive, but their spaces count': {
    writes: '::error TITLE=a, file=b::c',
    text: 'Error: c',
    annotations: [error('c', 'a')],
  },
  'a property may contain =': { writes: '::error title=a=b::c', text: 'Error: c', annotations: [error('c', 'a=b')] },
  'spaces before the first property do not count': {
    writes: '::error   title=a::c',
    text: 'Error: c',
    annotations: [error('c', 'a')],
  },
  'in brackets, spaces before the first property count': {
    writes: '##[error  title=a]c',
    text: 'Error: c',
    annotations: [error('c')],
  },
  'a property without a value is dropped': { writes: '::error title=::c', text: 'Error: c', annotations: [error('c')] },

  'each level': {
    writes: '::warning::a\n::notice::b',
    text: 'Warning: a\nNotice: b',
    annotations: [warning('a'), { level: 'notice', title: '', message: 'b' }],
  },
  'an empty message is neither shown nor annotated': { writes: '::error::' },
  'a message in the properties is annotated, unmasked': {
    writes: '::add-mask::secret\n::error message=secret::',
    masks: ['secret'],
    annotations: [error('secret')],
  },
  'the message is masked, the title is not': {
    writes: '::add-mask::secret\n::error title=a secret::b secret',
    text: 'Error: b ***',
    masks: ['secret'],
    annotations: [error('b ***', 'a secret')],
  },

  'a mask applies from its command on': {
    writes: 'secret\n::add-mask::secret\nsecret',
    text: 'secret\n***',
    masks: ['secret'],
  },
  'a mask of several lines is masked as a whole and line by line, without surrounding spaces': {
    writes: '::add-mask::first %0D%0A%0A second\nfirst\nsecond',
    text: '***\n***',
    masks: ['first \r\n\n second', 'first', 'second'],
  },
  'an empty mask causes a warning': {
    writes: '::add-mask:: ',
    text: "Warning: Can't add secret mask for empty string in ##[add-mask] command.",
    annotations: [warning("Can't add secret mask for empty string in ##[add-mask] command.")],
  },

  'debug lines are not shown': { writes: '::debug::a' },
  'groups are shown as their markers': { writes: '::group::a\nb\n::endgroup::c', text: '##[group]a\nb\n##[endgroup]' },
  'a step cannot write the markers of the runner': {
    writes: 'a ##[start-action b]##[end-action]',
    text: 'a ##[\\start-action b]##[\\end-action]',
  },

  'echo shows commands, except those for messages and masks': {
    writes: '::echo::ON\n::group::a\n::error::b\n::debug::c\n::add-mask::secret\n::echo::off\n::group::d',
    text: '::group::a\n##[group]a\nError: b\n::add-mask::***\n::echo::off\n##[group]d',
    annotations: [error('b')],
    masks: ['secret'],
  },
  'another value of echo fails the step': {
    writes: '::echo::maybe',
    text: "Error: Unable to process command '::echo::maybe' successfully.\nError: Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'maybe'.",
    annotations: [
      error("Unable to process command '::echo::maybe' successfully."),
      error("Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: 'maybe'."),
    ],
    failed: true,
  },

  'commands are text between stop-commands and its token': {
    writes: '::stop-commands::pause\n::error::a\n::add-mask::b\n::PAUSE::\n::error::c',
    text: '::stop-commands::pause\n::error::a\n::add-mask::b\n::PAUSE::\nError: c',
    annotations: [error('c')],
  },
  'a token of more than 6 characters is masked': {
    writes: '::stop-commands::1234567\n::1234567::',
    text: '::stop-commands::***\n::***::',
  },
  'the token is text before stop-commands and after its own use': {
    writes: '::pause::\n::stop-commands::pause\n::pause::\n::pause::',
    text: '::pause::\n::stop-commands::pause\n::pause::\n::pause::',
  },
  'a token that is a command fails the step, and no later line is read': {
    writes: '::stop-commands::error\n::error::a\nb',
    text: expect.stringMatching(/^Error: You cannot use a endToken .*$/) as unknown as string,
    annotations: [error(expect.stringMatching(/^You cannot use a endToken /) as unknown as string)],
    failed: true,
  },

  'set-env and add-path are disabled': {
    writes: '::set-env name=a::b',
    text: expect.stringMatching(/::set-env name=a::b.*\n.*`set-env` command is disabled/) as unknown as string,
    annotations: [error("Unable to process command '::set-env name=a::b' successfully."), expect.anything() as never],
    failed: true,
  },
};

test.each(Object.entries(rows))('%s', (_, { writes, ...expected }) => {
  expect(readLog(writes, {})).toEqual({ text: '', annotations: [], masks: [], failed: false, ...expected });
});

test('with debug logging, each line of a debug message is shown, and commands are echoed', () => {
  const { text } = readLog('::debug::a%0D%0Ab\n::group::c\n::add-mask::secret', { debug: true });
  expect(text).toBe('##[debug]a\n##[debug]b\n::group::c\n##[group]c\n::add-mask::***');
});

test('masks of earlier steps apply, but do not belong to this step', () => {
  expect(readLog('secret', { earlier: ['secret'] })).toMatchObject({ text: '***', masks: [] });
});

test('the page shows 10 annotations of each level, and the log shows all of them', () => {
  const { annotations, text } = readLog('::error::a\n::warning::b\n'.repeat(11), {});
  expect(annotations.map(({ level }) => level).toSorted()).toEqual([
    ...Array<string>(10).fill('error'),
    ...Array<string>(10).fill('warning'),
  ]);
  expect(text.split('\n')).toHaveLength(22);
});

test('a message is cut at 4,096 characters after it has been masked', () => {
  const { annotations, text } = readLog(
    `::add-mask::${'s'.repeat(100)}\n::error::${'s'.repeat(100)}${'a'.repeat(5_000)}`,
    {},
  );
  expect(annotations).toEqual([error(`***${'a'.repeat(4_093)}`)]);
  expect(text).toBe(`Error: ***${'a'.repeat(4_093)}`);
});

test.each(['add-matcher', 'remove-matcher'])('%s throws, because it is not emulated', (name) => {
  expect(() => readLog(`::${name}::matcher.json`, {})).toThrow(`The emulated runner does not support ${name}`);
});
