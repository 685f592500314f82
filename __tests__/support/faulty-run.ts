import { connect } from 'node:net';
import type { FaultKind } from '../../emulators/zitadel/faults.ts';
import { createAuthority, type Authority } from './authority.ts';
import { startFront, type Pair } from './front.ts';
import { runInProcess, type InProcessResult } from './in-process.ts';
import { startWorld, type World } from './world.ts';

/** A fault of the server, or of the connection to the server. */
export type Trouble =
  | FaultKind
  | { readonly kind: 'refused' }
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'wrong-name' };

type BadCertificate = 'untrusted' | 'expired' | 'wrong-name';

/** The request that the fault affects, by its path. */
export const places = { 'token request': '/oauth/v2/token', verification: '/management/v1/orgs/me' } as const;

export interface FaultyRun {
  readonly trouble: Trouble;
  readonly place: keyof typeof places;
  /** Whether the fault affects every attempt, or only the first. */
  readonly lasting: boolean;
  readonly timeoutSeconds: number;
}

export interface FaultyResult {
  readonly step: InProcessResult;
  /** The number of requests to the place, or of connections if no request was possible. */
  readonly attempts: number;
  /** The tokens that the server issued. */
  readonly tokens: readonly string[];
}

const silent: ReadonlySet<string> = new Set(['stall', 'stall-body', 'drip']);

/** Runs a step against an instance with one fault. */
export async function runIntoTrouble(run: FaultyRun): Promise<FaultyResult> {
  const world = await startWorld();
  const { trouble } = run;
  if (trouble.kind === 'refused') return await refusedConnection(run, world);
  if (trouble.kind === 'untrusted' || trouble.kind === 'expired' || trouble.kind === 'wrong-name') {
    return await badCertificate(run, world, trouble.kind);
  }
  const times = run.lasting ? Number.POSITIVE_INFINITY : 1;
  world.emulator.fault({ ...trouble, on: places[run.place], times });
  const isSilent = (): boolean => silent.has(trouble.kind) && requestsAt(run, world) > 0;
  const step = await runInProcess({ inputs: inputsFor(run, world), isSilent });
  return { step, attempts: requestsAt(run, world), tokens: tokensOf(world) };
}

function inputsFor({ timeoutSeconds }: FaultyRun, { inputsOf }: World): Record<string, string> {
  return { ...inputsOf(), verify: 'org', 'timeout-seconds': String(timeoutSeconds) };
}

function requestsAt({ place }: FaultyRun, { emulator }: World): number {
  return emulator.requests.filter(({ path }) => path === places[place]).length;
}

function tokensOf({ emulator }: World): string[] {
  return [...emulator.state.accessTokens.keys()];
}

async function refusedConnection(run: FaultyRun, world: World): Promise<FaultyResult> {
  const accepted = Promise.withResolvers<number>();
  const front = await startFront({
    to: world.emulator.port,
    onConnection: accepted.resolve,
    onResponse: (path) => {
      if (run.place === 'verification' && path === places['token request']) front.refuse();
    },
  });
  // After a connection, the system gives the port to no other server of the tests.
  connect(front.port, '127.0.0.1').on('error', () => undefined);
  await accepted.promise;
  if (run.place === 'token request') front.refuse();
  const step = await runInProcess({
    inputs: { ...inputsFor(run, world), domain: front.origin },
    onText: (text) => {
      if (!run.lasting && text.includes('Attempt 1 ')) front.accept();
    },
  });
  return { step, attempts: requestsAt(run, world), tokens: tokensOf(world) };
}

async function badCertificate(run: FaultyRun, world: World, condition: BadCertificate): Promise<FaultyResult> {
  const authority = await createAuthority('Trusted CA');
  const good = await authority.issue();
  const bad = await badPair(authority, condition);
  const first = run.place === 'token request' ? 1 : 2;
  const front = await startFront({
    to: world.emulator.port,
    pair: run.place === 'token request' ? bad : good,
    onResponse: () => front.show(bad),
    // The current connection already has its certificate.
    onConnection: (count) => {
      if (!run.lasting && count === first) front.show(good);
    },
  });
  const step = await runInProcess({
    inputs: { ...inputsFor(run, world), domain: front.origin, 'ca-certificate': authority.pem },
  });
  return { step, attempts: front.connections() - first + 1, tokens: tokensOf(world) };
}

async function badPair(authority: Authority, condition: BadCertificate): Promise<Pair> {
  if (condition === 'untrusted') return await (await createAuthority('Another CA')).issue();
  return await authority.issue(condition === 'expired' ? { until: -1 } : { names: ['id.example.com'] });
}
