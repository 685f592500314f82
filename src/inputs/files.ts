import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { decodeText } from '../credentials/keys/unwrap.ts';
import { configError, type ActionError } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import type { Topic } from '../util/topics.ts';

/** A file that an input names. */
interface InputFile {
  /** Absolute, or relative to the workspace. */
  readonly path: string;
  /** The path without anything masked, as messages quote it. */
  readonly shown: string;
  readonly workspace: string;
}

/** What an input expects of its file. */
interface FileKind {
  readonly topic: Topic;
  readonly input: string;
  readonly largestBytes: number;
  readonly fix: string;
}

export const keyFile: FileKind = {
  topic: 'key-file',
  input: 'service-account-key-file',
  largestBytes: 64 * 1024,
  fix: `Set 'service-account-key-file' to the path of the key JSON, and write that file in an earlier step of the same job.`,
};

export const certificateFile: FileKind = {
  topic: 'ca-certificate',
  input: 'ca-certificate',
  largestBytes: 1024 * 1024,
  fix: `Set 'ca-certificate' to the PEM text of the authority's certificate ("-----BEGIN CERTIFICATE-----"), or to the path of its file.`,
};

/**
 * Reads the text of a file.
 * @throws ActionError `config` for a missing file, a directory, a file that is too large, or that cannot be read
 */
export function readFile({ path, shown, workspace }: InputFile, kind: FileKind): string {
  const absolute = resolve(workspace, path);
  const fails = (what: string, fix = kind.fix): ActionError =>
    configError(kind.topic, `The file ${quote(shown)} of '${kind.input}' ${what}.`, fix);
  let stats: Stats;
  try {
    stats = statSync(absolute);
  } catch {
    throw fails(`does not exist (looked for in ${quote(workspace)})`);
  }
  const { size } = stats;
  if (!stats.isFile()) throw fails('is a directory or a device');
  if (size > kind.largestBytes) throw fails(`is too large (${size} bytes, at most ${kind.largestBytes})`);
  // A read of exactly this size, because a special file may never end.
  const bytes = Buffer.alloc(size);
  let descriptor;
  try {
    descriptor = openSync(absolute, 'r');
    return decodeText(bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0)));
  } catch {
    throw fails('cannot be read', `Allow the user that runs the job to read the file.`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
