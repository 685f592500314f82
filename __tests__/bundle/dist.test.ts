import { describe, expect, test } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'acorn';
import type { Emulator } from '../../emulators/zitadel/emulator.ts';
import { actionFolder, readActionFile } from '../../emulators/runner/action-file.ts';
import { parseKeyValues } from '../../emulators/runner/file-commands.ts';
import { runMain } from '../../emulators/runner/run-step.ts';
import { startWorld } from '../support/world.ts';
import { expectFailure, expectToken } from '../support/expect.ts';

const dist = join(actionFolder, 'dist');
const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
const read = (file: string): string => readFileSync(join(dist, file), 'utf8');

describe('the bundle', () => {
  test('consists of the files that action.yml names', () => {
    const { runs } = readActionFile();
    expect(runs).toMatchObject({ using: 'node24', 'post-if': 'always()' });
    expect(['main', 'post'].map((entry) => runs[entry as 'main'])).toEqual(['dist/main.js', 'dist/post.js']);
    expect(readdirSync(dist).toSorted()).toEqual(['licenses.txt', 'main.js', 'package.json', 'post.js']);
  });

  test.each(scripts)('%s is readable, and generates no code at run time', (file) => {
    const code = read(file);
    const lines = code.split('\n');
    expect(code.length / lines.length).toBeLessThan(60);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1_000);
    expect(code).not.toMatch(/\beval\(|\bnew Function\(|\bvm\.run/);
  });

  test('contains two libraries, their dependency, and the licenses of all three', () => {
    const code = read('main.js');
    const named = [...code.matchAll(/\bnode_modules\/((?:@[\w-]+\/)?[\w.-]+)/g)].map(([, name = '']) => name);
    expect([...new Set(named)].toSorted((one, other) => one.localeCompare(other))).toEqual([
      '@actions/core',
      '@actions/http-client',
    ]);
    expect(code).toContain('tunneling socket could not be established');
    const licenses = read('licenses.txt');
    for (const name of [...named, 'tunnel']) expect(licenses).toMatch(new RegExp(`^${name}\nMIT\n`, 'm'));
    expect(licenses).not.toMatch(/^(undici|@actions\/exec)$/m);
    expect(code).not.toMatch(/class \w*(Dispatcher|Undici)|require\('(node:)?child_process'\)|\.spawn\(/);
  });

  test('has no expression with Unicode classes, which cost time when the bundle is loaded', () => {
    const literals: string[] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('regex' in node) literals.push((node.regex as { pattern: string }).pattern);
      Object.values(node).forEach(visit);
    };
    visit(parse(read('main.js'), { ecmaVersion: 'latest', allowReturnOutsideFunction: true }));
    expect(literals.length).toBeGreaterThan(50);
    expect(literals.filter((pattern) => /\\p\{/i.test(pattern))).toEqual([]);
  });
});

const [world, secure] = await Promise.all([startWorld(), startWorld({ tls: true })]);

describe('over https', () => {
  test.concurrent('a certificate of an unknown authority is not accepted, and nothing is sent', async () => {
    const step = await runMain({ inputs: secure.inputsOf() });
    expect(expectFailure(step, 'network')).toContain('is signed by an authority that this runner does not know');
  });

  test.concurrent.each([
    ['NODE_EXTRA_CA_CERTS', {}, { NODE_EXTRA_CA_CERTS: 'ca.pem' }],
    ['the input ca-certificate, a path', { 'ca-certificate': 'ca.pem' }, {}],
    ['the input ca-certificate, the text', { 'ca-certificate': '{text}' }, {}],
  ])('the authority is trusted by %s', async (_what, given, env) => {
    const { caCertificate: pem = '' } = secure.emulator;
    const added = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('{text}', pem)]),
    );
    const inputs = { ...secure.inputsOf(), ...added, verify: 'org' };

    const step = await runMain({ inputs, env, files: { 'ca.pem': pem } });

    expectToken(step);
    expect(step.outputs).toMatchObject({ issuer: secure.emulator.origin, org_name: 'ZITADEL' });
    expect(secure.emulator.origin).toMatch(/^https:/);
  });
});

describe('as a process', () => {
  test('a step that succeeds exits with 0 immediately, and writes only its outputs', async () => {
    const step = await runMain({ inputs: world.inputsOf() });
    expect([step.exitCode, step.signal, step.stderr]).toEqual([0, null, '']);
    expect(step.log.masks).toContain(step.outputs['access_token']);
    expect(step.files).toMatchObject({ GITHUB_STATE: '', GITHUB_ENV: '', GITHUB_PATH: '', GITHUB_STEP_SUMMARY: '' });
    // Otherwise the kept connection would end it after 60 s.
    expect(step.milliseconds).toBeLessThan(30_000);
  });

  test('a variable of the job that is named like a saved state changes nothing', async () => {
    expectToken(await runMain({ inputs: world.inputsOf(), env: { STATE_access_token: 'x', STATE_origin: 'x' } }));
  });

  test('a step loads no module of Node that one request by node:https does not load, except os and http', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules-'));
    const hook = `import { writeFileSync } from 'node:fs'
      process.on('exit', () => writeFileSync(process.env.MODULES, process.moduleLoadList.join('\\n')))`;
    const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
    const modulesIn = (file: string): string[] => readFileSync(join(folder, file), 'utf8').split('\n');
    const pem = secure.emulator.caCertificate ?? '';
    await runMain({
      inputs: secure.inputsOf(),
      files: { 'ca.pem': pem },
      env: { NODE_EXTRA_CA_CERTS: 'ca.pem', MODULES: join(folder, 'step') },
      nodeOptions,
    });
    writeFileSync(join(folder, 'ca.pem'), pem);
    await promisify(execFile)(process.execPath, [...nodeOptions, join(actionFolder, 'scripts/bench/baseline.cjs')], {
      env: {
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
        MODULES: join(folder, 'baseline'),
        BASELINE_ORIGIN: secure.emulator.origin,
        BASELINE_BASIC: Buffer.from(`ci-bot:${secure.inputsOf()['client-secret']}`).toString('base64'),
        GITHUB_OUTPUT: join(folder, 'output'),
      },
    });
    const floor = new Set(modulesIn('baseline'));
    const more = modulesIn('step').filter((name) => name.startsWith('NativeModule ') && !floor.has(name));
    expect(['NativeModule http', 'NativeModule os']).toEqual(expect.arrayContaining(more));
    rmSync(folder, { recursive: true });
  });

  test('a step that fails exits with 1, and names the cause', async () => {
    const step = await runMain({ inputs: { ...world.inputsOf(), 'client-secret': 'wrong-secret' } });
    expect(step.signal).toBeNull();
    expectFailure(step, 'credential');
  });

  const updateNode =
    'Update the GitHub runner to 2.327.1 or later. In act, Forgejo or Gitea, use an image with Node 24, ' +
    'or run actions/setup-node with node-version 24 in an earlier step.';
  test.each([
    ['20.19.4', 'x64', updateNode],
    ['23.11.0', 'arm64', updateNode],
    ['16.20.2', 'arm', 'Use a 64-bit runner: Node 24 does not exist for 32-bit ARM.'],
  ])('on Node %s for %s one line names the required version, and nothing is sent', async (node, arch, fix) => {
    const before = world.emulator.requests.length;
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${node}' });
      Object.defineProperty(process, 'arch', { value: '${arch}' });`;
    const step = await runMain({
      inputs: world.inputsOf(),
      nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`],
    });
    expect([step.exitCode, step.stderr]).toEqual([1, '']);
    expect(step.stdout).toBe(
      `::error title=ZITADEL%3A invalid configuration::This action requires Node 24, but the runner started it with Node ${node} (${arch}).%0A` +
        `Fix: ${fix}%0AHelp: docs/troubleshooting.md#node-too-old\n`,
    );
    expect(step.outputs).toEqual({ failure: 'config' });
    expect(world.emulator.requests).toHaveLength(before);
  });

  test.each([process.execPath, '/usr/bin/node', '/usr/local/bin/node'].filter((path) => existsSync(path)))(
    'the error on %s is the same, if that Node is older',
    (node) => {
      const { stdout } = spawnSync(node, [join(dist, 'main.js')], { env: {}, encoding: 'utf8' });
      const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1);
      expect(stdout.includes(`with Node ${version} (`)).toBe(Number.parseInt(version, 10) < 24);
    },
  );

  test('two steps at the same time do not affect each other', async () => {
    const other = await startWorld({ version: 'v4.13.1' });
    const emulators: readonly Emulator[] = [world.emulator, other.emulator];
    const steps = await Promise.all([world, other].map(async ({ inputsOf }) => await runMain({ inputs: inputsOf() })));
    for (const [index, { outputs, exitCode }] of steps.entries()) {
      expect(exitCode).toBe(0);
      expect(outputs['issuer']).toBe(emulators[index]?.origin);
      expect(emulators[index]?.state.accessTokens.has(outputs['access_token'] ?? '')).toBe(true);
    }
  });

  test('the bundle runs outside this project, without any other file, and leaves no file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shipped-'));
    const home = join(folder, 'home');
    mkdirSync(home);
    cpSync(dist, join(folder, 'dist'), { recursive: true });
    const output = join(folder, 'output');
    writeFileSync(output, '');
    const env = {
      HOME: home,
      TMPDIR: home,
      GITHUB_OUTPUT: output,
      ...Object.fromEntries(
        Object.entries(world.inputsOf()).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
    };

    const run = promisify(execFile);
    const { stderr } = await run(process.execPath, [join(folder, 'dist/main.js')], { cwd: home, env });

    expect(stderr).toBe('');
    expect(parseKeyValues(readFileSync(output, 'utf8'))).toMatchObject({ issuer: world.emulator.origin });
    expect(readdirSync(home)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

/** The loopback addresses that this machine has. */
const addresses = ['127.0.0.1', '::1'].filter((address) =>
  Object.values(networkInterfaces()).some((known) => known?.some((one) => one.address === address)),
);

test.each(addresses)('an instance at the address %s is reached, and the address is its issuer', async (address) => {
  const host = address.includes(':') ? `[${address}]` : address;
  const { emulator, inputsOf } = await startWorld({ host: address, instanceHosts: [host] });
  const domain = `http://${host}:${emulator.port}`;
  const steps = await Promise.all([
    runMain({ inputs: { ...inputsOf(), domain, verify: 'org' } }),
    runMain({ inputs: { ...inputsOf('ci-bot', 'key JSON'), domain, verify: 'org' } }),
  ]);
  for (const { outputs } of steps) expect(outputs).toMatchObject({ issuer: domain, org_name: 'ZITADEL' });
  expect(emulator.requests[0]?.headers['host']).toBe(`${host}:${emulator.port}`);
});
