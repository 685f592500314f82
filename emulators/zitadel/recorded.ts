import { readFileSync } from 'node:fs';
import type { Version } from './state.ts';

/** A request to a real server and its answer; what varies is replaced by a description in angle brackets. */
export interface RecordedEntry {
  name: string;
  request?: {
    method: string;
    path: string;
    headers?: Record<string, string>;
    form?: Record<string, string>;
    body?: string;
  };
  response: { status?: number; headers?: Record<string, string>; body: unknown };
}

const read = new Map<Version, RecordedEntry[]>();

/** All that was recorded from a real server of that version. */
export function recordedEntries(version: Version): RecordedEntry[] {
  const known = read.get(version);
  if (known) return known;
  const text = readFileSync(new URL(`recorded/${version}.json`, import.meta.url), 'utf8');
  const { entries }: { entries: RecordedEntry[] } = JSON.parse(text);
  read.set(version, entries);
  return entries;
}

/** The recorded entry of that name. */
export function recordedEntry(version: Version, name: string): RecordedEntry {
  const entry = recordedEntries(version).find((candidate) => candidate.name === name);
  if (!entry) throw new Error(`nothing was recorded under the name "${name}"`);
  return entry;
}
