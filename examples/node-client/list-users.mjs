import { createServerTransport } from '@zitadel/client/node';
import { createUserServiceClient } from '@zitadel/client/v2';

const { ZITADEL_ACCESS_TOKEN, ZITADEL_ISSUER } = process.env;

const transport = createServerTransport(ZITADEL_ACCESS_TOKEN, { baseUrl: ZITADEL_ISSUER });
const users = createUserServiceClient(transport);

// The server may limit a page to fewer users than were requested, so only an empty page is the last one.
let offset = 0n;
let page;
do {
  ({ result: page } = await users.listUsers({ query: { offset, limit: 100, asc: true } }));
  for (const { preferredLoginName } of page) console.log(preferredLoginName);
  offset += BigInt(page.length);
} while (page.length > 0);
