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

/** What was recorded from a real server of one version. */
interface Recording {
  /** What each role may do. */
  permissions: Record<string, string[]>;
  /** How calls are answered without a valid token, without any role, and with ORG_PROJECT_CREATOR alone. */
  callsThatNeedARole: Record<string, string[]>;
  entries: RecordedEntry[];
}

const read = new Map<Version, Recording>();

/** All that was recorded from a real server of that version. */
export function recording(version: Version): Recording {
  const known = read.get(version);
  if (known) return known;
  const parsed: Recording = JSON.parse(readFileSync(new URL(`recorded/${version}.json`, import.meta.url), 'utf8'));
  read.set(version, parsed);
  return parsed;
}

/** All requests to a real server of that version, with its answers. */
export function recordedEntries(version: Version): RecordedEntry[] {
  return recording(version).entries;
}

/** The recorded entry of that name. */
export function recordedEntry(version: Version, name: string): RecordedEntry {
  const entry = recordedEntries(version).find((candidate) => candidate.name === name);
  if (!entry) throw new Error(`nothing was recorded under the name "${name}"`);
  return entry;
}
