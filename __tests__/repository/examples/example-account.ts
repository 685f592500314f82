import type { Emulator } from '../../../emulators/zitadel/emulator.ts';
import { addServiceAccount } from '../../../emulators/zitadel/start-data.ts';
import type { Context } from './expressions.ts';

let count = 0;

/** A service account, and the variables and secrets that the examples need to use it. */
export function exampleAccount(emulator: Emulator, { roles = [], ends }: { roles?: string[]; ends?: Date }) {
  count += 1;
  const account = addServiceAccount(emulator.state, {
    userName: `bot-${count}`,
    secret: true,
    key: { expirationDate: ends?.toISOString() ?? '9999-12-31T23:59:59Z' },
    roles,
  });
  const context: Context = {
    'vars.ZITADEL_DOMAIN': emulator.origin,
    'vars.ZITADEL_ORG_ID': emulator.organization.id,
    'vars.ZITADEL_CLIENT_ID': account.loginName,
    'secrets.ZITADEL_CLIENT_SECRET': account.clientSecret,
    'secrets.ZITADEL_KEY': account.keyJson,
    'github.server_url': 'https://github.com',
    'github.repository': 'acme/shop',
    'github.run_id': '42',
  };
  return { ...account, context };
}
