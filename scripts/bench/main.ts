/**
 * `npm run bench` measures how long a step takes, and compares it with a baseline, which does the same job with the least
 * code. The ratios vary less between machines than the times. `--check` exits with 1 if a ratio is above its limit,
 * `--json` prints JSON, and `--docs` updates docs/performance.md and the picture.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { makeCases } from './cases.ts';
import { measure } from './measure.ts';
import { aboveLimit, describeRun, renderPicture, renderTable } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '60' },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const caFile = join(folder, 'ca.pem');
const outputFile = join(folder, 'output');
const server = spawn(process.execPath, [join(import.meta.dirname, 'server.ts'), caFile], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

try {
  const [port] = (await once(server.stdout, 'data')) as [Buffer];
  const origin = `https://localhost:${port.toString().trim()}`;
  const rows = measure(makeCases({ origin, caFile, outputFile }), { rounds, outputFile });
  const machine = describeRun(rounds);
  console.log(values.json ? JSON.stringify({ machine, rows }, undefined, 2) : `${machine}\n\n${renderTable(rows)}`);
  if (values.docs) writeDocs(rows, machine);
  const above = aboveLimit(rows);
  if (values.check) {
    for (const { name, ratio, limit } of above)
      console.error(`Above the limit: ${name}, ${ratio.toFixed(2)} > ${limit?.toFixed(2)}`);
    process.exitCode = above.length === 0 ? 0 : 1;
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true });
}

function writeDocs(rows: ReturnType<typeof measure>, machine: string): void {
  const page = join(actionFolder, 'docs/performance.md');
  const between = /(<!-- figures -->\n)[\s\S]*(<!-- end of figures -->)/;
  const figures = `\n${renderTable(rows)}\n\nMeasured by \`npm run bench\`: ${machine}.\n\n`;
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(between, (_all, start: string, end: string) => start + figures + end),
  );
  writeFileSync(join(actionFolder, 'docs/performance.svg'), renderPicture(rows, machine));
}
