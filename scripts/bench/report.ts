import { availableParallelism, cpus } from 'node:os';
import type { Row } from './measure.ts';

/** Describes the machine, because a ratio still depends on it a little. */
export function describeRun(rounds: number): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return `${availableParallelism()} cores (${model}), ${process.platform} ${process.arch}, Node ${process.version}, ${rounds} rounds`;
}

/** A Markdown table. */
export function renderTable(rows: readonly Row[]): string {
  const head = ['case', 'ms', 'ratio', 'quartiles', 'against', 'limit'];
  const body = rows.map((row) => [
    row.name,
    row.milliseconds.toFixed(1),
    row.ratio.toFixed(2),
    `${row.low.toFixed(2)} to ${row.high.toFixed(2)}`,
    row.against,
    row.limit === undefined ? '' : row.limit.toFixed(2),
  ]);
  const widths = head.map((_cell, column) => Math.max(...[head, ...body].map((cells) => (cells[column] ?? '').length)));
  const line = (cells: readonly string[], pad = ' '): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, pad)).join(' | ')} |`;
  return [
    line(head),
    line(
      head.map(() => '-'),
      '-',
    ),
    ...body.map((cells) => line(cells)),
  ].join('\n');
}

/** The rows whose ratio is above the limit. */
export function aboveLimit(rows: readonly Row[]): Row[] {
  return rows.filter(({ ratio, limit }) => limit !== undefined && ratio > limit);
}

/** Draws the times as a chart, with colors for the light and the dark color scheme. */
export function renderPicture(rows: readonly Row[], caption: string): string {
  const longest = Math.max(...rows.map(({ milliseconds }) => milliseconds));
  const height = 30 * rows.length + 70;
  const bars = rows.map(({ name, milliseconds }, index) => {
    const y = 44 + 30 * index;
    const width = Math.round((milliseconds / longest) * 380);
    const kind = /^(node|baseline|curl)/.test(name) ? 'other' : 'ours';
    return [
      `<text class="name" x="230" y="${y + 15}">${name}</text>`,
      `<rect class="${kind}" x="240" y="${y}" width="${width}" height="20" rx="3"/>`,
      `<text x="${248 + width}" y="${y + 15}">${milliseconds.toFixed(0)} ms</text>`,
    ].join('');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 ${height}" role="img" aria-label="Time of a whole step, in milliseconds">
<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.name { text-anchor: end }
.small { font-size: 11px; fill: #59636e }
.ours { fill: #0969da }
.other { fill: #818b98 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.small { fill: #9198a1 }
.ours { fill: #4493f8 }
.other { fill: #656c76 }
}
</style>
<text x="240" y="24">A whole step, from the start of the process to its end (median)</text>
${bars.join('\n')}
<text class="small" x="12" y="${height - 10}">${caption}</text>
</svg>
`;
}
