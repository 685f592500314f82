import { credentialChecks } from './checks/credentials.ts';
import { expiryChecks } from './checks/expiry.ts';
import { lifetimeChecks } from './checks/lifetime.ts';
import { outageChecks } from './checks/outages.ts';
import { proxyChecks } from './checks/proxies.ts';
import { rejectionChecks } from './checks/rejections.ts';
import { revocationChecks } from './checks/revocation.ts';
import { requiredRolesChecks } from './checks/required-roles.ts';
import { retiredApiChecks } from './checks/retired-api.ts';
import { verificationChecks } from './checks/verification.ts';
import { addressChecks } from './checks/addresses.ts';
import type { Check } from './check.ts';
import type { Instance } from './instance.ts';
import { administrator } from './provision/administrator.ts';
import { provision } from './provision/provision.ts';
import { reachable } from './provision/reachable.ts';
import { settled } from './provision/settled.ts';
import type { World } from './provision/world.ts';

const atOnce = 4;

const checks: readonly Check[] = [
  ...credentialChecks,
  ...verificationChecks,
  ...requiredRolesChecks,
  ...retiredApiChecks,
  ...expiryChecks,
  ...revocationChecks,
  ...lifetimeChecks,
  ...rejectionChecks,
  ...addressChecks,
  ...proxyChecks,
];

/** The result of the suite. */
export interface Tally {
  passed: number;
  failed: number;
  impossible: number;
}

/**
 * Provisions an instance, runs every check with the shipped bundle, prints a line for each check, and removes everything
 * that it created, also after a failure.
 * @param signal stops the checks, but not the removal
 */
export async function runSuite(instance: Instance, signal: AbortSignal): Promise<Tally> {
  const organizations: string[] = [];
  const provisioning = { admin: administrator(instance, signal), run: Date.now().toString(36), organizations };
  const tally = { passed: 0, failed: 0, impossible: 0 };
  try {
    await reachable(instance, signal);
    const world = await provision(instance, provisioning);
    await settled(world, signal);
    await runAll(world, { tally, signal });
  } finally {
    await remove(organizations, instance);
  }
  return tally;
}

/** The state of a run. */
interface Progress {
  readonly tally: Tally;
  readonly signal: AbortSignal;
}

async function runAll(world: World, progress: Progress): Promise<void> {
  const waiting = [...checks];
  const work = async (): Promise<void> => {
    for (let check = waiting.shift(); check !== undefined && !progress.signal.aborted; check = waiting.shift()) {
      await runOne(check, world, progress);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  for (const check of outageChecks) if (!progress.signal.aborted) await runOne(check, world, progress);
  progress.signal.throwIfAborted();
}

async function runOne({ name, run, impossible }: Check, world: World, { tally, signal }: Progress): Promise<void> {
  const reason = impossible?.(world);
  if (reason !== undefined) {
    tally.impossible += 1;
    console.log(`-    ${name} (${reason})`);
    return;
  }
  try {
    await run(world);
    tally.passed += 1;
    console.log(`ok   ${name}`);
  } catch (error) {
    // Ctrl-C also stops the running steps. That is not a failure of a check.
    if (signal.aborted) return;
    tally.failed += 1;
    console.log(`FAIL ${name}\n${indented(error instanceof Error ? error.message : String(error))}`);
  }
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '     ');
}

/** Removes the organizations, and with them everything else. */
async function remove(organizations: readonly string[], instance: Instance): Promise<void> {
  const admin = administrator(instance);
  const outcomes = await Promise.allSettled(
    organizations.map((orgId) => admin('DELETE /management/v1/orgs/me', { orgId })),
  );
  const left = organizations.filter((_, index) => outcomes[index]?.status === 'rejected');
  if (left.length > 0) throw new Error(`These organizations were not removed: ${left.join(', ')}. Delete them.`);
}
