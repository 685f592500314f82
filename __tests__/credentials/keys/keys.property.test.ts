import { verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import type { HttpResponse, Connect } from '../../../src/types/transport.ts';
import { ActionError } from '../../../src/util/errors.ts';
import { signedByKey } from '../../../src/credentials/jwt-bearer.ts';
import { parseKeyJson } from '../../../src/credentials/keys/key-json.ts';
import { parsePem, type SigningKey } from '../../../src/credentials/keys/private-key.ts';
import { damage, damagedKeys, documentOf, originalOf, type DamagedKey } from './damaged-keys.ts';
import { runInProcess, type InProcessResult } from '../../support/in-process.ts';
import { keyFields, keyId, userId, unwrapped } from '../../support/keys.ts';
import { propertyRuns, propertyTimeout } from '../../support/property.ts';
import { countRuns, keySentinels, runsOf } from '../../support/sentinels.ts';
import { issuer, tokenAnswer } from '../../support/zitadel.ts';
import { withoutLimit } from '../../support/scripted-connection.ts';

const runs = propertyRuns('Damaged keys');

/** Text of which no 8 characters may be shown. */
const material = runsOf(
  (['RSA', 'P-256'] as const).flatMap((of) =>
    (['traditional', 'pkcs8'] as const).flatMap((encoding) =>
      (['JSON', 'JSON on many lines', 'PEM'] as const).flatMap((as) =>
        keySentinels('key', documentOf({ of, encoding, as })),
      ),
    ),
  ),
);

const tally = new Map<string, number>();

test(
  'a damaged key is repaired to one that signs like the original, or rejected, and is never shown',
  () => {
    fc.assert(
      fc.property(damagedKeys, (key) => {
        const end = keyOrError(key);
        if (end instanceof ActionError) {
          expect(end.failure).toBe('config');
          expect(countRuns(`${end.message}\n${end.fix}`, material)).toBe(0);
          return;
        }
        const assertion = signedByKey(end, issuer).parameters(Date.now()).form['assertion'] ?? '';
        expect({ signs: isSignedBy(key, assertion) }).toEqual({ signs: true });
      }),
      runs,
    );
  },
  propertyTimeout,
);

test(
  'the whole action gets a token with a damaged key, or reports the fault, and never shows the key',
  async () => {
    await fc.assert(
      fc.asyncProperty(damagedKeys, fc.boolean(), async (key, debug) => {
        const server = serverThatKnows(key);
        const step = await runInProcess({
          inputs: { domain: issuer, 'job-summary': 'true', ...inputsOf(key) },
          env: debug ? { RUNNER_DEBUG: '1' } : {},
          connect: server.connect,
        });
        const end = step.outputs['failure'] ?? 'success';
        tally.set(end, (tally.get(end) ?? 0) + 1);
        expect(server.wronglySigned).toEqual([]);
        expect(['success', 'config', ...(hasOtherFields(key) ? ['credential'] : [])]).toContain(end);
        expect({ failed: step.failed, asked: server.asked > 0 }).toEqual({
          failed: end !== 'success',
          asked: end === 'success' || (end === 'credential' && server.asked > 0),
        });
        expect(countRuns(everythingShown(step), material)).toBe(0);
      }),
      runs,
    );
    // Neither result is rare.
    expect(Math.min(tally.get('success') ?? 0, tally.get('config') ?? 0)).toBeGreaterThan(runs.numRuns / 20);
  },
  propertyTimeout,
);

function keyOrError(key: DamagedKey): SigningKey | ActionError {
  const text = damage(key).trim();
  try {
    return key.as === 'PEM'
      ? { id: keyId, userId, ...parsePem(`The input 'private-key'`, unwrapped(text)) }
      : parseKeyJson(`The input 'service-account-key'`, unwrapped(text));
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
}

function inputsOf(key: DamagedKey): Record<string, string> {
  const text = damage(key);
  return key.as === 'PEM'
    ? { 'private-key': text, 'key-id': keyId, 'user-id': userId }
    : { 'service-account-key': text };
}

function isSignedBy(key: DamagedKey, assertion: string): boolean {
  const at = assertion.lastIndexOf('.');
  const signature = Buffer.from(assertion.slice(at + 1), 'base64url');
  const publicKey = { key: originalOf(key).publicKey, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', Buffer.from(assertion.slice(0, at)), publicKey, signature);
}

/** Whether the damage changed the key ID, the user ID or the date, and the document can still be read. */
function hasOtherFields(key: DamagedKey): boolean {
  const end = keyOrError(key);
  if (end instanceof ActionError) return false;
  const { expiresAt = Number.POSITIVE_INFINITY } = end;
  return end.id !== keyFields.keyId || end.userId !== keyFields.userId || expiresAt !== Number.POSITIVE_INFINITY;
}

function answer(status: number, body: object): HttpResponse {
  return { status, headers: {}, body: JSON.stringify(body) };
}

/** A server that knows the public half of the original key, and rejects as ZITADEL does. */
function serverThatKnows(key: DamagedKey): { connect: Connect; readonly asked: number; wronglySigned: string[] } {
  const wronglySigned: string[] = [];
  let asked = 0;
  const connect: Connect = () =>
    withoutLimit({
      pause: async () => true,
      async send(build) {
        const { path, body } = build();
        if (path !== '/oauth/v2/token') return answer(404, { code: 5, message: 'Not Found' });
        asked += 1;
        const assertion = new URLSearchParams(body).get('assertion') ?? '';
        const verified = await compactVerify(assertion, originalOf(key).publicKey).catch(() => undefined);
        if (verified === undefined) wronglySigned.push(assertion);
        const known = decodeProtectedHeader(assertion).kid === keyId && decodeJwt(assertion).sub === userId;
        return verified !== undefined && known
          ? answer(200, tokenAnswer)
          : answer(400, { error: 'invalid_grant', error_description: 'invalid assertion' });
      },
    });
  return {
    connect,
    wronglySigned,
    get asked() {
      return asked;
    },
  };
}

function everythingShown({ log, outputs, state, summary }: InProcessResult): string {
  const annotations = log.annotations.map(({ title, message }) => `${title}\n${message}`);
  return [log.text, ...annotations, summary, ...Object.values(outputs), ...Object.values(state)].join('\n');
}
