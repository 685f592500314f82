/**
 * Updates what the README shows of a step: the log of a real run, and a real failure as the picture `docs/failure.svg`. The
 * shipped bundle runs against the emulator, which responds under the host name of an instance.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator, type Emulator } from '../emulators/zitadel/emulator.ts';
import { addOrganization } from '../emulators/zitadel/organizations.ts';
import { addServiceAccount } from '../emulators/zitadel/start-data.ts';
import { runMain, type StepResult } from '../emulators/runner/run-step.ts';
import { root } from './root.ts';

const host = 'acme.zitadel.cloud';
const readme = join(root, 'README.md');
const block = /(<!-- log -->\n)[\s\S]*?(<!-- end of log -->)/;

const emulator = await startEmulator({ externalDomain: host, tls: true });
// The process of the step connects to the emulator instead of the host, as if the instance were there.
const preload = `import tls from 'node:tls'
const { connect } = tls
tls.connect = (options, ...rest) => connect({ ...options, servername: options.host, host: '127.0.0.1', port: ${emulator.port} }, ...rest)`;
try {
  const text = readFileSync(readme, 'utf8');
  if (!block.test(text)) throw new Error('README.md contains no marker for the log.');
  const { log } = await succeed(emulator);
  writeFileSync(readme, text.replace(block, `$1\n\`\`\`text\n${log.text.trimEnd()}\n\`\`\`\n\n$2`));
  writeFileSync(join(root, 'docs/failure.svg'), draw(await fail(emulator)));
} finally {
  await emulator.close();
}

async function run(inputs: Readonly<Record<string, string>>, exitCode: number): Promise<StepResult> {
  const step = await runMain({
    inputs: { domain: host, ...inputs },
    files: { 'ca.pem': emulator.caCertificate ?? '' },
    env: {
      NODE_EXTRA_CA_CERTS: 'ca.pem',
      // The repository whose documentation the last line links to.
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_ACTION_REPOSITORY: 'OWNER/zitadel-token-action',
      GITHUB_ACTION_REF: 'v1',
    },
    nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(preload)}`],
  });
  if (step.exitCode !== exitCode) throw new Error(step.log.text);
  return step;
}

async function succeed({ state }: Emulator): Promise<StepResult> {
  const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString();
  const organization = addOrganization(state, 'Acme');
  const account = addServiceAccount(state, {
    userName: 'deploy-bot',
    organizationId: organization.id,
    key: { expirationDate: inTenDays },
    roles: ['ORG_OWNER_VIEWER'],
  });
  const inputs = {
    'service-account-key': account.keyJson,
    verify: 'org',
    'token-lifetime-minutes': '15',
    'expiry-warning-days': '0',
  };
  return await run(inputs, 0);
}

/** The lines of the annotation of a failed step: the account of the quick start has no role that may read its organization. */
async function fail({ state }: Emulator): Promise<readonly string[]> {
  const { loginName, clientSecret } = addServiceAccount(state, { userName: 'ci-bot', secret: true });
  const { log } = await run({ 'client-id': loginName, 'client-secret': clientSecret, verify: 'org' }, 1);
  const annotation = log.annotations.find(({ level }) => level === 'error');
  if (annotation === undefined) throw new Error(log.text);
  return [annotation.title ?? '', ...annotation.message.split('\n')];
}

/** An annotation as GitHub shows it: a title in bold and the lines of the message, in colors that follow the scheme of the reader. */
function draw([title = '', ...lines]: readonly string[]): string {
  const wrapped = lines.flatMap((line) => wrap(line, 96));
  const height = 62 + 21 * wrapped.length;
  const rows = wrapped.map((line, index) => {
    const words = escaped(line).replace(/^(Fix|Help):/, '<tspan class="label">$1:</tspan>');
    return `<text x="52" y="${58 + 21 * index}">${words}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 13.5px system-ui, sans-serif; fill: #1f2328 }
.title, .label { font-weight: 600 }
.box { fill: #ffebe9; stroke: #ff818266 }
.mark { fill: #d1242f }
.cross { stroke: #ffffff; stroke-width: 1.8 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.box { fill: #25171c; stroke: #f8514966 }
.mark { fill: #f85149 }
.cross { stroke: #0d1117 }
}
</style>
<rect class="box" x="0.5" y="0.5" width="759" height="${height - 1}" rx="6"/>
<circle class="mark" cx="28" cy="27" r="8"/>
<path class="cross" d="M25 24l6 6m0-6l-6 6"/>
<text class="title" x="52" y="32">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

/** Breaks a line between words, or, for an address that is longer, after a slash. */
function wrap(text: string, longest: number): string[] {
  if (text.length <= longest) return [text];
  const space = text.lastIndexOf(' ', longest);
  const at = space > 10 ? space + 1 : text.lastIndexOf('/', longest) + 1;
  return [text.slice(0, at).trimEnd(), ...wrap(text.slice(at), longest)];
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
