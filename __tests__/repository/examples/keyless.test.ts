import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Emulator, startEmulator } from '../../../emulators/zitadel/emulator.ts';
import { actionFolder } from '../../../emulators/runner/action-file.ts';
import { exampleAccount } from '../../support/example-account.ts';
import { readWorkflow } from '../../support/workflow-file.ts';
import { runJob } from '../../support/workflow-run.ts';

let emulator: Emulator;
let folder: string;
/** Stands in for `aws`: the two calls of KMS that the example makes, by openssl and a key file. */
let aws: string;

beforeAll(async () => {
  emulator = await startEmulator();
  folder = mkdtempSync(join(tmpdir(), 'kms-'));
  const key = join(folder, 'key.pem');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  aws = `
    [[ "$3 $4" == "--key-id alias/zitadel" ]]
    operation="$1 $2"
    while (( $# )); do case $1 in
      --signing-algorithm) [[ $2 == RSASSA_PKCS1_V1_5_SHA_256 ]] ;;
      --message-type) [[ $2 == RAW ]] ;;
      --message) message=$2 ;;
    esac; shift; done
    case $operation in
      "kms sign") openssl base64 -d -A <<< "$message" | openssl dgst -sha256 -sign ${key} -binary | openssl base64 -A; echo ;;
      "kms get-public-key") openssl pkey -in ${key} -pubout -outform DER | openssl base64 -A; echo ;;
      *) exit 1 ;;
    esac`;
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await emulator.close();
});

/** Runs a script of the example with the stand-in on its PATH. @returns what it printed, without the line's end */
async function runScript(name: string, env: Record<string, string>): Promise<string> {
  const file = join(folder, 'aws');
  writeFileSync(file, `#!/usr/bin/env bash\nset -euo pipefail\n${aws}\n`);
  chmodSync(file, 0o755);
  const child = spawn(join(actionFolder, 'examples/keyless', name), {
    env: { PATH: `${folder}${delimiter}${process.env['PATH']}`, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await text(child.stdout)).trimEnd();
}

describe('examples/keyless.yml', () => {
  test('gets a token with an assertion that a key management service has signed', async () => {
    const { context, userId } = exampleAccount(emulator, { roles: ['ORG_OWNER_VIEWER'] });

    const keyId = await runScript('upload-public-key.sh', {
      AWS_KMS_KEY: 'alias/zitadel',
      ZITADEL_ISSUER: emulator.origin,
      ZITADEL_USER_ID: userId,
      ZITADEL_ACCESS_TOKEN: emulator.adminToken,
    });
    expect(emulator.state.keys.get(keyId)?.userId).toBe(userId);

    const job = await runJob({
      workflow: readWorkflow('examples/keyless.yml'),
      job: 'deploy',
      context: {
        ...context,
        'vars.AWS_KMS_KEY': 'alias/zitadel',
        'vars.ZITADEL_ISSUER': emulator.origin,
        'vars.ZITADEL_USER_ID': userId,
        'vars.ZITADEL_KEY_ID': keyId,
      },
      programs: { aws },
    });
    expect(job.succeeded).toBe(true);
    expect(job.known['steps.zitadel.outputs.user_id']).toBe(userId);
    expect(job.known['steps.zitadel.outputs.org_id']).toBe(emulator.organization.id);
    expect(job.log).not.toContain(job.known['steps.assertion.outputs.assertion']);
  });
});
