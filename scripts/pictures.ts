/**
 * Updates what the README shows of a step: the log of a real run in the README, and the job summary as the picture
 * `docs/job-summary.svg`. The shipped bundle runs against the emulator, which responds under the host name of an instance.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../emulators/zitadel/emulator.ts';
import { addOrganization } from '../emulators/zitadel/organizations.ts';
import { addServiceAccount } from '../emulators/zitadel/start-data.ts';
import { runMain, type StepResult } from '../emulators/runner/run-step.ts';
import { root } from './root.ts';

const readme = join(root, 'README.md');

const { log, summary } = await runStep();
const block = /(<!-- log -->\n)[\s\S]*?(<!-- end of log -->)/;
const text = readFileSync(readme, 'utf8');
if (!block.test(text)) throw new Error('README.md contains no marker for the log.');
writeFileSync(readme, text.replace(block, `$1\n\`\`\`text\n${log.text.trimEnd()}\n\`\`\`\n\n$2`));
writeFileSync(join(root, 'docs/job-summary.svg'), draw(summary.trim().split('\n')));

async function runStep(): Promise<StepResult> {
  const host = 'acme.zitadel.cloud';
  const emulator = await startEmulator({ externalDomain: host });
  try {
    const inTenDays = new Date(Date.now() + 10 * 86_400_000).toISOString();
    const organization = addOrganization(emulator.state, 'Acme');
    const account = addServiceAccount(emulator.state, {
      userName: 'ci-bot',
      organizationId: organization.id,
      key: { expirationDate: inTenDays },
      roles: ['ORG_OWNER_VIEWER'],
    });
    const inputs = {
      domain: host,
      endpoint: emulator.origin,
      'service-account-key': account.keyJson,
      verify: 'org',
      'token-lifetime-minutes': '15',
      'expiry-warning-days': '0',
      'job-summary': 'true',
    };
    const step = await runMain({ inputs });
    if (step.exitCode !== 0) throw new Error(step.log.text);
    return step;
  } finally {
    await emulator.close();
  }
}

/** A heading, and lines of a name and a value in a code span, in colors that follow the scheme of the reader. */
function draw(lines: readonly string[]): string {
  const [heading = '', ...items] = lines.filter((line) => line !== '');
  const height = 60 + 30 * items.length;
  const rows = items.map((item, index) => {
    const [, name = '', value = ''] = /^- ([^:]+: )`(.*)`$/.exec(item) ?? [];
    const y = 68 + 30 * index;
    const left = 36 + 7.2 * name.length;
    return [
      `<circle cx="22" cy="${y - 4}" r="2.5"/>`,
      `<text x="34" y="${y}">${escaped(name)}</text>`,
      `<rect x="${left}" y="${y - 16}" width="${12 + 7.25 * value.length}" height="22" rx="5"/>`,
      `<text class="code" x="${left + 6}" y="${y}">${escaped(value)}</text>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${height}" role="img" aria-label="Job summary of a verified token">
<style>
text { font: 14px system-ui, sans-serif; fill: #1f2328 }
.heading { font-size: 18px; font-weight: 600 }
.code { font: 12px ui-monospace, monospace }
circle { fill: #1f2328 }
rect { fill: #818b981f }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
circle { fill: #f0f6fc }
rect { fill: #656c7633 }
}
</style>
<text class="heading" x="14" y="32">${escaped(heading.replace(/^#+ /, ''))}</text>
${rows.join('\n')}
</svg>
`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
