import type { Log } from '../../src/types/log.ts';

/** A log that collects its lines and masks. */
interface CollectedLog {
  readonly log: Log;
  readonly lines: string[];
  readonly masks: string[];
}

export function collectLog(): CollectedLog {
  const lines: string[] = [];
  const masks: string[] = [];
  const clean = (text: string): string =>
    masks.reduce((cleaned, mask) => (mask === '' ? cleaned : cleaned.replaceAll(mask, '***')), text);
  const log: Log = {
    mask: (value) => void masks.push(value),
    hide: (value, forJob) => void (forJob === true && masks.push(value)),
    clean,
    field: (value) => (typeof value === 'string' ? clean(value) : undefined),
    info: (text) => void lines.push(text),
    warning: (_, text) => void lines.push(text),
    error: (title) => void lines.push(title),
  };
  return { log, lines, masks };
}
