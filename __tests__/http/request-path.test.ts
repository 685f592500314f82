import { expect, test } from '@jest/globals';
import { collectLog } from '../support/collected-log.ts';
import { openEmulator } from '../support/emulator.ts';
import { createRequester } from '../../src/http/request.ts';

const emulator = await openEmulator();

/** Texts without a slash at the start, which would extend or replace the origin's host or port. */
const leadsElsewhere = [
  'https://id.example.com/oauth/v2/token',
  'http:/id.example.com',
  '.example.com/token',
  '@id.example.com/token',
  ':1/token',
  '0/token',
  '',
  '?x',
  '#x',
  '\\id.example.com',
];

test.each(leadsElsewhere)('no request is sent for the path %j', async (path) => {
  const request = createRequester({ origin: emulator.origin }, collectLog().log);
  await expect(request({ method: 'GET', path, headers: {} }, 60_000)).rejects.toThrow('leads to another origin');
  const withoutPort = createRequester({ origin: 'http://localhost' }, collectLog().log);
  await expect(withoutPort({ method: 'GET', path, headers: {} }, 60_000)).rejects.toThrow('leads to another origin');
  expect(emulator.requests).toEqual([]);
});

test.each(['//id.example.com/token', '/\\id.example.com/token', '/https://id.example.com'])(
  'the path %j stays on the origin',
  async (path) => {
    const before = emulator.requests.length;
    const request = createRequester({ origin: emulator.origin }, collectLog().log);
    expect(await request({ method: 'GET', path, headers: {} }, 60_000)).toMatchObject({ status: 404 });
    expect(emulator.requests).toHaveLength(before + 1);
  },
);
