import { createServerTransport } from '@zitadel/client/node';
import { createUserServiceClient } from '@zitadel/client/v2';

const { ZITADEL_ACCESS_TOKEN, ZITADEL_ISSUER } = process.env;

const transport = createServerTransport(ZITADEL_ACCESS_TOKEN, { baseUrl: ZITADEL_ISSUER });
const users = createUserServiceClient(transport);

const { result } = await users.listUsers({});
for (const { preferredLoginName } of result) console.log(preferredLoginName);
