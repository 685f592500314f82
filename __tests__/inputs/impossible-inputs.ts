import { keyFields, rsa } from '../support/keys.ts';
import { secretInputs } from '../support/zitadel.ts';

type Values = Readonly<Record<string, string>>;

/** An input that is impossible or probably wrong, and the messages about it: a failure before anything is sent, or warnings. */
interface Row {
  readonly about: string;
  readonly inputs: Values;
  /** Other variables of the step's environment. */
  readonly env?: Values;
  /** Message, fix and topic; and the inputs after the fix has been followed, with which the step succeeds. */
  readonly failure?: { readonly says: string; readonly fix: string; readonly topic: string; readonly fixed: Values };
  readonly warnings?: readonly string[];
  /** A text that only a mask may contain. */
  readonly notShown?: string | undefined;
}

const id = '312345678901234567';
const lost = '4.01119556656959E+17';
const pat = 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOo';
const hex = '9f86d081884c7d659a2feaa0c55ad015';
const uuid = 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6';
const { domain } = secretInputs;
const ownPair = { domain, 'private-key': rsa.pkcs8, 'key-id': '1', 'user-id': '2' };
const withSecret = (values: Values): Values => ({ ...secretInputs, ...values });

/** The other inputs that each kind of ID needs. */
const othersOf: Readonly<Record<string, Values>> = {
  'project-ids': secretInputs,
  'org-id': withSecret({ verify: 'org' }),
  'key-id': ownPair,
  'user-id': ownPair,
  'revocation-client-id': { ...ownPair, revoke: 'true' },
};

const ids: readonly Row[] = Object.entries(othersOf).flatMap(([name, others]) => wrongIds(name, others));

function wrongIds(name: string, others: Values): Row[] {
  const row = (value: string, says: string): Row => ({
    about: `${name}: ${value}`,
    inputs: { ...others, [name]: value },
    failure: {
      says: `The input '${name}' contains ${says}`,
      fix: `Write the real value in quotes, such as ${name}: '${id}'.`,
      topic: 'invalid-id',
      fixed: { ...others, [name]: id },
    },
  });
  return [
    ...[lost, '4.01119556656959e17', '401E+15'].map((number) =>
      row(number, `"${number}": YAML reads an ID without quotes as a number, which loses digits.`),
    ),
    ...['null', 'TODO', 'changeme', 'Replace-Me', '..'].map((word) => row(word, `"${word}", which is not an ID.`)),
    ...['[]', '{id}', '<id>', 'YOUR_ID'].map((text) =>
      row(text, `a text of length ${text.length}, which is not an ID.`),
    ),
  ];
}

const moreIds: readonly Row[] = [
  {
    about: 'one of several project IDs',
    inputs: withSecret({ 'project-ids': `${id}, ${lost}` }),
    failure: {
      says: `The input 'project-ids' contains "${lost}": YAML reads an ID without quotes as a number, which loses digits.`,
      fix: `Write the real value in quotes, such as project-ids: '${id}'.`,
      topic: 'invalid-id',
      fixed: withSecret({ 'project-ids': id }),
    },
  },
  {
    about: 'a scope among the project IDs',
    inputs: withSecret({ 'project-ids': `urn:zitadel:iam:org:project:id:${id}:aud` }),
    failure: {
      says: `The input 'project-ids' contains more than the ID.`,
      fix: `Set 'project-ids' to the ID alone: '${id}'.`,
      topic: 'invalid-id',
      fixed: withSecret({ 'project-ids': id }),
    },
  },
  ...[
    [lost, `"${lost}": YAML reads an ID without quotes as a number, which loses digits.`],
    ['{id}', 'a text of length 4, which is a placeholder.'],
    ['null', '"null", which is a placeholder.'],
  ].map(([value, says]): Row => ({
    about: `${value} inside a scope`,
    inputs: withSecret({ scopes: `openid urn:zitadel:iam:org:project:id:${value}:aud` }),
    failure: {
      says: `The input 'scopes' contains ${says}`,
      fix: `Write the real value in quotes, such as scopes: 'urn:zitadel:iam:org:project:id:${id}:aud'.`,
      topic: 'invalid-id',
      fixed: withSecret({ scopes: `urn:zitadel:iam:org:project:id:${id}:aud` }),
    },
  })),
  {
    about: 'a user ID in key JSON that a tool wrote as a number',
    inputs: { domain, 'service-account-key': JSON.stringify({ ...keyFields, userId: lost }) },
    failure: {
      says: `The input 'service-account-key' contains key JSON whose "userId" is a number, which loses digits.`,
      fix: `Store the key file of the service account unchanged: "gh secret set ZITADEL_KEY < key.json". If the file is lost, create another key (Keys → New, type JSON).`,
      topic: 'damaged-key-json',
      fixed: { domain, 'service-account-key': JSON.stringify(keyFields) },
    },
  },
  ...['<login name>', 'YOUR_CLIENT_ID', '{client id}'].map((text): Row => ({
    about: `client-id: ${text}`,
    inputs: withSecret({ 'client-id': text }),
    failure: {
      says: `The input 'client-id' contains a text of length ${text.length}, which is a placeholder.`,
      fix: `Write the real value in quotes, such as client-id: 'ci-bot'.`,
      topic: 'invalid-id',
      fixed: secretInputs,
    },
  })),
  {
    about: 'a project ID that is a name',
    inputs: withSecret({ 'project-ids': `my-project ${id}` }),
    warnings: [
      `'project-ids' contains "my-project". ZITADEL creates IDs of digits only. Check that it is the project's ID and not its name.`,
    ],
  },
];

const notEvaluated: readonly Row[] = [
  ...(
    [
      ['domain', '${{ vars.ZITADEL_DOMAIN }}', 'vars', secretInputs],
      ['domain', '$ZITADEL_DOMAIN', 'vars', secretInputs],
      ['client-id', '${CLIENT_ID}', 'vars', secretInputs],
      ['client-id', '$env:CLIENT_ID', 'vars', secretInputs],
      ['verify', '%VERIFY%', 'vars', secretInputs],
      ['domain', 'vars.ZITADEL_DOMAIN', 'vars', secretInputs],
      ['domain', '{{ vars.ZITADEL_DOMAIN }}', 'vars', secretInputs],
      ['scopes', 'openid ${{ env.SCOPES }}', 'vars', secretInputs],
      ['scopes', 'openid $SCOPES', 'vars', secretInputs],
      ['scopes', 'urn:zitadel:iam:org:project:id:${PROJECT}:aud', 'vars', secretInputs],
      ['headers', 'x-key: ${{ secrets.KEY }}', 'secrets', secretInputs],
      ['client-secret', '${{ secrets.ZITADEL_SECRET }}', 'secrets', secretInputs],
      ['client-secret', '${SECRET}', 'secrets', secretInputs],
      ['client-secret', '$ZITADEL_SECRET', 'secrets', secretInputs],
      ['client-secret', 'secrets.ZITADEL_SECRET', 'secrets', secretInputs],
      ['client-secret', '${ secrets.ZITADEL_SECRET }', 'secrets', secretInputs],
      ['client-secret', '{{ secrets.ZITADEL_SECRET }}', 'secrets', secretInputs],
    ] as const
  ).map(([name, value, context, fixed]): Row => ({
    about: `${name}: ${value}`,
    inputs: withSecret({ [name]: value }),
    failure: {
      says: `The input '${name}' contains an expression or variable that was not evaluated.`,
      fix: `Write "${name}: \${{ ${context}.NAME }}" in the workflow.`,
      topic: 'not-evaluated',
      fixed,
    },
    notShown: value,
  })),
  {
    about: 'personal-access-token: $PAT',
    inputs: { domain, 'personal-access-token': '$PAT' },
    failure: {
      says: `The input 'personal-access-token' contains an expression or variable that was not evaluated.`,
      fix: `Write "personal-access-token: \${{ secrets.NAME }}" in the workflow.`,
      topic: 'not-evaluated',
      fixed: { domain, 'personal-access-token': pat },
    },
  },
  // Possible secrets of a server that uses symbols.
  ...['$Kp3vLq8sWz2', '$KPVLQSWZ', 'a$B_C', '$A_B1', '$$A_B', 'secrets.Kp3vLq', '{Kp3vLq}'].map((secret) => ({
    about: `client-secret: ${secret}`,
    inputs: withSecret({ 'client-secret': secret }),
  })),
];

const noText: readonly Row[] = ['Array', 'Object', '[object Object]', '%!t(<nil>)'].map((value) => ({
  about: `project-ids: ${value}`,
  inputs: withSecret({ 'project-ids': value }),
  failure: {
    says: `The input 'project-ids' contains a list or an object that an expression gave, not a text.`,
    fix: `Write join(…, ' ') for a list, toJSON(…) for an object, or the one field that is needed.`,
    topic: 'not-a-text',
    fixed: withSecret({ 'project-ids': id }),
  },
}));

const invisible: readonly Row[] = (
  [
    ['client-id', 'ci-\u200bbot', 'U+200B at position 4'],
    ['client-id', 'ci\u00a0bot', 'U+00A0 at position 3'],
    ['client-id', '\u2060ci-bot', 'U+2060 at position 1'],
    ['client-id', 'ci-bot\nci-bot', 'U+000A at position 7'],
    ['domain', 'acme\u00ad.zitadel.cloud', 'U+00AD at position 5'],
    ['scopes', 'openid\u2060 profile', 'U+2060 at position 7'],
    ['project-ids', `${id}\u200b`, 'U+200B at position 19'],
  ] as const
).map(([name, value, found]) => ({
  about: `${name}: ${JSON.stringify(value)}`,
  inputs: withSecret({ [name]: value }),
  failure: {
    says: `The input '${name}' contains the invisible character ${found}.`,
    fix: `Type the value of '${name}' again instead of copying it.`,
    topic: 'invisible-character',
    fixed: secretInputs,
  },
}));

const anyHost = `the host name of the instance, such as acme.zitadel.cloud or https://id.example.com:8443`;

function address(value: string, says: string, fix: string, topic = 'invalid-host', notShown?: string): Row {
  return {
    about: `domain: ${value}`,
    notShown,
    inputs: withSecret({ domain: value }),
    failure: {
      says: `The input 'domain' ${says}.`,
      fix: `Set 'domain' to ${fix}.`,
      topic,
      fixed: withSecret({ domain: fix === anyHost ? 'acme.zitadel.cloud' : fix }),
    },
  };
}

const acme = 'https://acme.zitadel.cloud';

function tooMuch(value: string, what: string, fix: string, notShown?: string): Row {
  return address(value, `contains more than a host and a port: ${what}`, fix, 'not-an-origin', notShown);
}

const notAHost = 'is not a host name, an IP address or an origin with https or http';

const addresses: readonly Row[] = [
  address('', 'is missing', anyHost, 'missing-domain'),
  ...[
    '<https://acme.zitadel.cloud:8443>',
    'acme.zitadel.cloud,',
    'acme.zitadel.cloud.',
    'acme.zitadel.cloud.:8443',
    '::1',
    '$HOST.zitadel.cloud',
    '{acme}.zitadel.cloud',
    '*.zitadel.cloud',
    'acme..zitadel.cloud',
    '.zitadel.cloud',
    'a.cloud,b.cloud',
    `${'a'.repeat(64)}.zitadel.cloud`,
    '443',
    '127.1',
    '0x7f.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '%31%32%37.0.0.1',
    '[::1',
    'https://',
    'https://443',
    'acme.zitadel.cloud:0',
    'acme.zitadel.cloud:99999',
    'acme zitadel cloud',
    'ftp://acme.zitadel.cloud',
    'file:///etc/passwd',
    'https:acme.zitadel.cloud',
    'https://one.zitadel.cloud https://two.example.com',
  ].map((value) => address(value, notAHost, anyHost)),
  ...[hex, `https://${hex}`, `${hex}:8443`, uuid, `ci:${hex}`, `ci@${hex}`].map((value) =>
    address(
      value,
      'looks like a secret, not like a host name',
      anyHost,
      'secret-in-plain-input',
      value.includes(uuid) ? uuid : hex,
    ),
  ),
  tooMuch(`ci:secret@${hex.slice(0, 12)}`, 'a user name or password', anyHost, hex.slice(0, 12)),
  ...['ci:secret', 'ci-bot', 'https://ci:secret'].map((user) =>
    tooMuch(`${user}@acme.zitadel.cloud`, 'a user name or password', acme, 'secret'),
  ),
  ...['/ui/console', '/ui/v2/login', '/oauth/v2/token', '?org=1', '#top'].flatMap((path) =>
    ['', 'https://'].map((scheme) => tooMuch(`${scheme}acme.zitadel.cloud${path}`, 'a path or query', acme)),
  ),
  ...[
    'localhost:8080',
    '127.0.0.1',
    '[::1]:8080',
    'bücher.example',
    'my_host.internal',
    'vars.example',
    'ACME.zitadel.cloud',
    '"acme.zitadel.cloud"',
    `'https://acme.zitadel.cloud/'`,
    '“acme.zitadel.cloud”',
  ].map((value) => ({
    about: `domain: ${value}`,
    inputs: withSecret({ domain: value }),
  })),
];

function ignored(...names: string[]): string {
  const fix = names.map((name) => `'${name}' instead of '${name.replaceAll('-', '_')}'`).join(' and ');
  return `Inputs whose names are misspelled are ignored. Write ${fix}. Ignore this warning if they belong to a composite action.`;
}

const emptySecret = `A secret is empty if its name is misspelled, in runs for forks and Dependabot, in a reusable workflow that does not receive it, if an environment's secret lacks 'environment:', and if an organization's secret is not shared with this repository.`;

const underscores: readonly Row[] = [
  {
    about: 'project_ids',
    inputs: secretInputs,
    env: { INPUT_PROJECT_IDS: hex },
    warnings: [ignored('project-ids')],
    notShown: hex,
  },
  {
    about: 'projectIds',
    inputs: secretInputs,
    env: { INPUT_PROJECTIDS: id },
    warnings: [ignored('project-ids').replace('project_ids', 'projectids')],
  },
  {
    about: 'two names',
    inputs: secretInputs,
    env: { INPUT_PROJECT_IDS: id, INPUT_EXPIRY_WARNING_DAYS: '3' },
    warnings: [ignored('project-ids', 'expiry-warning-days')],
  },
  {
    about: 'project_ids in addition to project-ids',
    inputs: withSecret({ 'project-ids': '1' }),
    env: { INPUT_PROJECT_IDS: id },
  },
  {
    about: 'an empty project_ids, and a name of another action',
    inputs: secretInputs,
    env: { INPUT_PROJECT_IDS: '', INPUT_MY_NAME: 'x' },
  },
  {
    about: 'org_id, when the organization is to be checked',
    inputs: withSecret({ verify: 'org' }),
    env: { INPUT_ORG_ID: id },
    failure: {
      says: `'org_id' is not an input and is ignored, so its check would be missing.`,
      fix: `Write 'org-id' instead of 'org_id'.`,
      topic: 'underscore',
      fixed: withSecret({ verify: 'org', 'org-id': id }),
    },
  },
  ...(
    [
      ['org_id, with an input of another action', withSecret({ verify: 'org' }), { INPUT_STAGE: '' }],
      ['org_id, with a name that was given twice', withSecret({ verify: 'org' }), { INPUT_CLIENT_ID: 'ci-bot' }],
      ['org_id, under act', withSecret({ verify: 'org' }), { ACT: 'true' }],
      ['org_id, without a check', secretInputs, {}],
    ] as const
  ).map(([about, inputs, env]) => ({
    about,
    inputs,
    env: { INPUT_ORG_ID: id, ...env },
    warnings: [ignored('org-id')],
  })),
  {
    about: 'client_secret',
    inputs: { domain, 'client-id': 'ci-bot' },
    env: { INPUT_CLIENT_SECRET: hex },
    warnings: [ignored('client-secret')],
    failure: {
      says: `'client-id' needs 'client-secret', which is missing.\n${emptySecret}`,
      fix: `Write 'client-secret' instead of 'client_secret'.`,
      topic: 'missing-input',
      fixed: secretInputs,
    },
    notShown: hex,
  },
  {
    about: 'personal_access_token',
    inputs: { domain },
    env: { INPUT_PERSONAL_ACCESS_TOKEN: pat },
    warnings: [ignored('personal-access-token')],
    failure: {
      says: `No credential was given: 'client-id' + 'client-secret', 'basic-auth', 'service-account-key', 'service-account-key-file', 'private-key' + 'key-id' + 'user-id', 'assertion' and 'personal-access-token' are all empty.\n${emptySecret}`,
      fix: `Write 'personal-access-token' instead of 'personal_access_token'.`,
      topic: 'no-credential',
      fixed: { domain, 'personal-access-token': pat },
    },
    notShown: pat,
  },
];

const noAudience = `No scope contains an audience, so only userinfo accepts the token. Add the ID of a project to 'project-ids', or urn:zitadel:iam:org:project:id:zitadel:aud to 'scopes' for ZITADEL's APIs.`;
const allRoles = `Write "urn:zitadel:iam:org:projects:roles", and the ID of the project in 'project-ids'.`;

const scopes: readonly Row[] = [
  { about: 'no audience', inputs: withSecret({ scopes: 'openid' }), warnings: [noAudience] },
  {
    about: 'no audience except those that revoke adds',
    inputs: withSecret({ scopes: 'openid', revoke: 'true' }),
    warnings: [noAudience],
  },
  { about: 'no audience, for userinfo', inputs: withSecret({ scopes: 'openid', verify: 'userinfo' }) },
  {
    about: 'a secret among the scopes',
    inputs: withSecret({ scopes: `openid ${pat}`, 'project-ids': id }),
    warnings: [
      `The scope of length ${pat.length} is not a scope that this action knows. ZITADEL silently drops unknown scopes. Check its spelling in 'scopes'.`,
    ],
    notShown: pat,
  },
  { about: 'an audience by project-ids', inputs: withSecret({ scopes: 'openid', 'project-ids': id }) },
  {
    about: 'twelve scopes with mistakes, in one annotation',
    inputs: withSecret({
      scopes: 'openid urn:zitadel:iam:roles my-roles a b c d e f g h offline_access',
      'project-ids': 'shop',
    }),
    warnings: [
      [
        `'project-ids' contains "shop". ZITADEL creates IDs of digits only. Check that it is the project's ID and not its name.`,
        ...['urn:zitadel:iam:roles', 'my-roles'].map(
          (name) =>
            `The scope "${name}" is not a scope that this action knows. ZITADEL silently drops unknown scopes. ${allRoles}`,
        ),
        ...'abcdefgh'
          .split('')
          .map(
            (name) =>
              `The scope "${name}" is not a scope that this action knows. ZITADEL silently drops unknown scopes. Check its spelling in 'scopes'.`,
          ),
        `The scope "offline_access" has no effect for a service account. Remove it from 'scopes'.`,
      ].join('\n'),
    ],
  },
  {
    about: 'scopes with a personal access token',
    inputs: { domain, 'personal-access-token': pat, scopes: 'openid', 'project-ids': id },
    warnings: [`Remove 'scopes' and 'project-ids': the scopes of a personal access token are fixed.`],
  },
];

const misplaced: readonly Row[] = Object.entries({
  revoke: 'true or false',
  'timeout-seconds': 'a whole number from 1 to 600',
  verify: 'one of none, userinfo, org',
}).flatMap(([name, expected]) =>
  [hex, uuid, 'user@host', 'Kp3v:Lq8s', 'two words', 'Kp3vLq8sWz2xNf7tRb5yH', 'yes', '1.5', '-1', 'on.2'].map(
    (value) => {
      const isShown = /^[\w.-]{1,4}$/.test(value);
      return {
        about: `${name}: ${value}`,
        inputs: withSecret({ [name]: value }),
        failure: {
          says: `The input '${name}' is invalid: ${isShown ? `"${value}"` : `a text of length ${value.length}`}.`,
          fix: `Set '${name}' to ${expected}.`,
          topic: 'invalid-value',
          fixed: secretInputs,
        },
        notShown: isShown ? undefined : value,
      };
    },
  ),
);

const tokens: readonly Row[] = (
  [
    [`${pat}\u200b${pat}`, 'the invisible character U+200B at position 38'],
    [`{"token":"${pat}"}`, 'a character that is not allowed, or not 20 to 65,536 characters'],
    ['Kp3vLq8s', 'a character that is not allowed, or not 20 to 65,536 characters'],
  ] as const
).map(([token, cause]) => ({
  about: `personal-access-token: ${JSON.stringify(token)}`,
  inputs: { domain, 'personal-access-token': token },
  failure: {
    says: `The input 'personal-access-token' contains ${cause}.`,
    fix: 'Store the token alone, as ZITADEL showed it when it was created.',
    topic: 'invalid-personal-access-token',
    fixed: { domain, 'personal-access-token': pat },
  },
  notShown: pat,
}));

export const rows: readonly Row[] = [
  ids,
  moreIds,
  notEvaluated,
  noText,
  invisible,
  addresses,
  underscores,
  scopes,
  misplaced,
  tokens,
].flat();
