/**
 * Reads a table from text: names in the first line, one row in each line, cells between bars.
 * @returns a record for each row, by the names
 */
export function readTable<Name extends string>(names: readonly Name[], text: string): Record<Name, string>[] {
  const [first = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  if (first.join('|') !== names.join('|')) throw new Error(`The table's columns are ${first.join(', ')}.`);
  return rows.map((cells) => {
    if (cells.length !== names.length) throw new Error(`A row with ${cells.length} cells: ${cells.join(' | ')}`);
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) as Record<Name, string>;
  });
}
