import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { splitLines } from '../../../emulators/runner/lines.ts';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { actionFolder } from '../../../emulators/runner/action-file.ts';
import { addServiceAccount } from '../../../emulators/zitadel/start-data.ts';
import { openEmulator } from '../../support/emulator.ts';

/** A stand-in for @zitadel/client, which speaks HTTP/2: the same calls over HTTP, by a server that limits a page to 40. */
const client = {
  'node.js': 'export const createServerTransport = (token, { baseUrl }) => ({ token, baseUrl });',
  'v2.js': `
    export const createUserServiceClient = ({ token, baseUrl }) => ({
      async listUsers({ query: { offset, limit, asc } }) {
        const response = await fetch(baseUrl + '/v2/users', {
          method: 'POST',
          headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' },
          body: JSON.stringify({ query: { offset: String(offset), limit: Math.min(limit, 40), asc } }),
        });
        const { result = [] } = await response.json();
        return { result };
      },
    });`,
  'package.json': JSON.stringify({ type: 'module', exports: { './node': './node.js', './v2': './v2.js' } }),
};

const emulator = await openEmulator();
const folder = mkdtempSync(join(tmpdir(), 'list-users-'));

beforeAll(() => {
  cpSync(join(actionFolder, 'examples/node-client'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules/@zitadel/client'), { recursive: true });
  for (const [name, content] of Object.entries(client)) {
    writeFileSync(join(folder, 'node_modules/@zitadel/client', name), content);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('list-users.mjs prints every user once, also if a page is shorter than the limit', async () => {
  for (let count = 0; count < 95; count += 1) addServiceAccount(emulator.state, { userName: `bot-${count}` });
  const child = spawn(process.execPath, [join(folder, 'list-users.mjs')], {
    env: { ZITADEL_ACCESS_TOKEN: emulator.adminToken, ZITADEL_ISSUER: emulator.origin },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = splitLines((await text(child.stdout)).trimEnd());
  expect(lines).toHaveLength(emulator.state.users.size);
  expect(new Set(lines).size).toBe(lines.length);
  expect(lines).toContain('bot-94');
});
