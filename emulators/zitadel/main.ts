import { renameSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startEmulator } from './emulator.ts';
import { newId } from './ids.ts';
import { OUTAGES } from './outages.ts';
import type { Version } from './state.ts';
import { addServiceAccount } from './start-data.ts';

const USAGE = 'npm run emulator -- [--port N] [--version v4.x|v4.13.1] [--tls] [--outage NAME] [--out FILE]';

/** The report of a running emulator: its origin, and credentials. */
interface Ready {
  origin: string;
  organizationId: string;
  adminToken: string;
  userId: string;
  clientId: string;
  clientSecret: string;
  /** The key file's JSON, as text. */
  serviceAccountKey: string;
  /** Client ID of a public application. */
  revocationClientId: string;
  caCertificate?: string;
}

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    version: { type: 'string', default: 'v4.x' },
    tls: { type: 'boolean', default: false },
    outage: { type: 'string' },
    out: { type: 'string' },
  },
});
const port = Number(values.port);
const outage = OUTAGES.find((name) => name === values.outage);
if (!isVersion(values.version) || !Number.isInteger(port) || outage !== values.outage) {
  console.error(`${USAGE}\n\nNAME is one of:\n${OUTAGES.join('\n')}`);
  process.exit(2);
}

const revocationClientId = newId();
const emulator = await startEmulator({
  port,
  version: values.version,
  tls: values.tls,
  ...(outage !== undefined && { outage }),
  data: {
    projects: [{ id: 'ci', name: 'CI' }],
    applications: [{ projectId: 'ci', name: 'Revocation', clientId: revocationClientId }],
  },
});
const account = addServiceAccount(emulator.state, {
  userName: 'ci-bot',
  secret: true,
  key: true,
  roles: ['ORG_OWNER_VIEWER'],
});
report({
  origin: emulator.origin,
  organizationId: emulator.organization.id,
  adminToken: emulator.adminToken,
  userId: account.userId,
  clientId: account.loginName,
  clientSecret: account.clientSecret,
  serviceAccountKey: account.keyJson,
  revocationClientId,
  ...(emulator.caCertificate !== undefined && { caCertificate: emulator.caCertificate }),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());

function report(ready: Ready): void {
  const json = JSON.stringify(ready);
  if (values.out === undefined) {
    console.log(json);
    return;
  }
  // The complete file is renamed, so that a process that waits for the file never reads a part of it.
  writeFileSync(`${values.out}.part`, json);
  renameSync(`${values.out}.part`, values.out);
}

function isVersion(text: string): text is Version {
  return text === 'v4.x' || text === 'v4.13.1';
}
