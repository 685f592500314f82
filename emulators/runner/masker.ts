import { valueEncoders } from './value-encoders.ts';

/** What a job must not show. */
export interface Masker {
  readonly add: (value: string) => void;
  readonly mask: (text: string) => string;
}

/** Masks each value as it is and in every encoding of the runner; what overlaps or touches becomes one `***`. */
export function createMasker(values: readonly string[] = []): Masker {
  const hidden = new Set<string>();
  const add = (value: string): void => {
    if (value === '' || hidden.has(value)) return;
    for (const form of [value, ...valueEncoders.map((encode) => encode(value))]) if (form !== '') hidden.add(form);
  };
  for (const value of values) add(value);
  return {
    add,
    mask: (text) => {
      const found = [...hidden].flatMap((value) => rangesOf(value, text));
      return replaceRanges(
        text,
        found.toSorted((one, other) => one.start - other.start),
      );
    },
  };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Every occurrence, also those that overlap each other. */
function rangesOf(value: string, text: string): Range[] {
  const ranges: Range[] = [];
  for (let start = text.indexOf(value); start >= 0; start = text.indexOf(value, start + 1)) {
    ranges.push({ start, end: start + value.length });
  }
  return ranges;
}

function replaceRanges(text: string, sorted: readonly Range[]): string {
  let masked = '';
  let shown = 0;
  for (const [index, { start, end }] of sorted.entries()) {
    if (index === 0 || start > shown) masked += `${text.slice(shown, start)}***`;
    shown = Math.max(shown, end);
  }
  return masked + text.slice(shown);
}
