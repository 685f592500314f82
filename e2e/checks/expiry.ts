import assert from 'node:assert/strict';
import { checksOf, type Check } from '../check.ts';
import type { World } from '../provision/world.ts';
import { stepOf, succeeds } from '../step.ts';
import { pairOf } from './credentials.ts';

/** The expiration date of the credential, and the warning before that date. */
export const expiryChecks: readonly Check[] = checksOf('expiry', {
  'key file with a date, with a warning within 14 days': (world) =>
    reports(
      world,
      { 'service-account-key': world.keys.dated.json },
      { expires: world.keys.dated.expires, warns: /expires on/ },
    ),
  'key file with a date after the configured days': (world) =>
    reports(
      world,
      { 'service-account-key': world.keys.dated.json, 'expiry-warning-days': '9' },
      { expires: world.keys.dated.expires },
    ),
  'key file with a date, warning turned off': (world) =>
    reports(
      world,
      { 'service-account-key': world.keys.dated.json, 'expiry-warning-days': '0' },
      { expires: world.keys.dated.expires },
    ),
  'key file that never expires': (world) =>
    reports(world, { 'service-account-key': world.keys.endless.json, verify: 'org' }, {}),
  'own key, without a verification: the date is not known': (world) => reports(world, pairOf(world.keys.rsa), {}),
  'own key, with the date from the server': (world) =>
    reports(
      world,
      { ...pairOf(world.keys.rsa), verify: 'userinfo' },
      { expires: world.keys.rsa.expires, warns: /The key expires on/ },
    ),
  'personal access token, with the date from the server': (world) => {
    const { token, expires } = world.personalAccessTokens.single;
    return reports(world, { 'personal-access-token': token, verify: 'org' }, { expires });
  },
  'personal access token, the earliest of several, without a role': (world) => {
    const { token, expires } = world.personalAccessTokens.oneOfTwo;
    return reports(
      world,
      { 'personal-access-token': token, verify: 'userinfo' },
      { expires, warns: /the earliest of the account's 2 personal access tokens/ },
    );
  },
});

async function reports(
  world: World,
  inputs: Readonly<Record<string, string>>,
  { expires, warns }: { expires?: Date; warns?: RegExp },
): Promise<void> {
  const { outputs, log } = await succeeds(stepOf(world, inputs));
  assert.equal(outputs['credential_expires_at'], expires?.toISOString().replace('.000Z', 'Z'));
  const warnings = log.annotations.map(({ level, message }) => `${level}: ${message}`);
  if (warns === undefined) {
    assert.deepEqual(warnings, []);
  } else {
    assert.equal(warnings.length, 1, warnings.join('\n'));
    assert.match(warnings[0] ?? '', warns);
  }
}
