import { describe, expect, test } from '@jest/globals';
import { createMasks } from '../../src/report/log.ts';
import { decodeReferences } from '../../src/util/escapes.ts';
import { encoders } from '../secrets/encoders.ts';

const secrets = [
  'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a',
  'S+w/3&e=p %0A::x"\\<y>$&.*[(^#@!|~\'`{}_?,;ü-Zq9',
  'ends-with-one=',
  'ends-with-two==',
  'ends-with-three===',
  'begins%41and&amp;ends\\',
  '%2525-percent-signs-%%%',
  '&#43;\\u0026&plus;-references',
  '+plus and space+',
  'S+w\\u/3-Kp3v\\"e',
  'emoji-\u{1F511}-key',
];

describe.each(Object.entries(encoders))('a secret %s is hidden', (_, encode) => {
  test.each(secrets)('%s', (secret) => {
    const masks = createMasks(() => {});
    masks.mask(secret);
    expect(masks.clean(`before ${encode(secret)} after`)).toMatch(/^before [%2"\\]*\*\*\*[%2"\\]* after$/);
    expect(masks.clean(`<a title="${encode(secret)}">`)).not.toMatch(/Kp3v|w\/?3|ends|percent|references|plus|key/);
  });
});

test.each(['Y2ktYm90OnNlc2FtZQ==', 'Y2ktYm90OnNlc2FtZS0=', 'a-secret==='])(
  '%s is hidden also if its padding is dropped or escaped',
  (value) => {
    const masks = createMasks(() => {});
    masks.mask(value);
    const bare = value.replace(/=+$/, '');
    expect(masks.clean(`Basic ${bare}, "${bare}"`)).toBe('Basic ***, "***"');
    for (const padding of ['%3D', '%3d', '\\u003d', '&#61;', '&#x3D;', '&equals;']) {
      expect(masks.clean(`Basic ${value.replaceAll('=', padding)}.`)).toBe('Basic ***.');
    }
  },
);

test('an HTML reference with the name of an object property is not replaced', () => {
  const title = '&constructor; &toString; &__proto__; &hasOwnProperty; &amp; &#43; &#x2F; &#0; &#x110000; &unknown;';
  expect(decodeReferences(title)).toBe(
    '&constructor; &toString; &__proto__; &hasOwnProperty; & + / &#0; &#x110000; &unknown;',
  );
});

test('text that only resembles a secret is not changed', () => {
  const masks = createMasks(() => {});
  masks.mask('abc+def/123');
  const text = 'abc def, 50 % of abc-def/123 & abc%2Ddef%2F123, C:\\abc\\def';
  expect(masks.clean(text)).toBe(text);
});

test('a longer secret is hidden before a shorter one that is a part of it', () => {
  const masks = createMasks(() => {});
  masks.mask('abcd');
  masks.mask('abcd%efgh');
  expect(masks.clean('abcd%25efgh abcd%efgh abcdefgh')).toBe('*** *** ***efgh');
});

test('a long text is cleaned fast', () => {
  const masks = createMasks(() => {});
  for (const secret of secrets) masks.mask(secret);
  masks.mask('\\'.repeat(20) + '%25'.repeat(20));
  const began = performance.now();
  for (const part of ['\\', '%25', '&amp;', '%5C', '&#', ' +', '%', 'S+w/3&e=p ']) {
    masks.clean(part.repeat(65_536 / part.length));
  }
  expect(performance.now() - began).toBeLessThan(40_000);
});

function told(act: (masks: ReturnType<typeof createMasks>) => void): string[] {
  const values: string[] = [];
  act(createMasks((value) => values.push(value)));
  return values;
}

describe('the runner receives', () => {
  test.each([
    ['one-secret', ['one-secret']],
    ['first::second', ['first', 'second', 'first::second']],
    [':first', ['first', ':first']],
    ['first:second', ['first:second']],
    ['S+w::add-mask::"Zq9', ['add-mask', 'S+w::add-mask::"Zq9']],
    ['main::production::v1', ['main::production::v1']],
  ])(
    '%s: the parts between colons before the whole, because act takes such a mask for another command',
    (value, values) => {
      expect(told(({ mask }) => mask(value))).toEqual(values);
    },
  );

  test('no value that is hidden in this action only', () => {
    expect(told(({ hide }) => hide('Acme Incorporated'))).toEqual([]);
    expect(told(({ hide }) => hide('gateway-key', true))).toEqual(['gateway-key']);
  });

  test('a value once', () => {
    const values = told(({ mask, hide }) => {
      hide('gateway-key');
      hide('gateway-key', true);
      mask('gateway-key');
    });
    expect(values).toEqual(['gateway-key']);
  });
});

test("a header's value stays in an output, and a secret does not", () => {
  const masks = createMasks(() => {});
  masks.hide('Acme Incorporated');
  masks.hide('312345678901234567', true);
  masks.mask('a-secret-value');
  const text = 'Acme Incorporated 312345678901234567 a-secret-value';
  expect(masks.clean(text)).toBe('*** *** ***');
  expect(masks.field(text)).toBe('Acme Incorporated 312345678901234567 ***');
});
