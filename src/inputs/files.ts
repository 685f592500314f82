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

/** What belongs into such a file, for the messages. */
interface Kind {
  readonly topic: Topic;
  readonly input: string;
  readonly largestBytes: number;
  readonly tooLarge: (bytes: number) => string;
  /** What to give instead of a file that cannot be the right one. */
  readonly fix: string;
}

const keyFile: Kind = {
  topic: 'key-file',
  input: 'service-account-key-file',
  largestBytes: 64 * 1024,
  tooLarge: (bytes) => `has ${bytes} bytes; a key file has about 2000, and over 64 kB none is read`,
  fix: `Name the key JSON that ZITADEL handed out.`,
};

/** What `ca-certificate` takes. */
export const certificateFix = `Give the PEM text of the authority's certificate (-----BEGIN CERTIFICATE-----, one or several), or the path of such a file.`;

const certificateFile: Kind = {
  topic: 'ca-certificate',
  input: 'ca-certificate',
  largestBytes: 1024 * 1024,
  tooLarge: (bytes) => `has ${bytes} bytes, over 1 MiB`,
  fix: certificateFix,
};

/**
 * Reads the text of a key file.
 * @throws ActionError `config` for a missing file, a directory, or a file over 64 kB
 */
export function readKeyFile(file: InputFile): string {
  const input = `'${keyFile.input}'`;
  const path = quote(file.shown);
  const stats = statsOf(file);
  if (stats === undefined) {
    throw configError(
      keyFile.topic,
      `The file ${path} of ${input} does not exist (looked for in ${quote(file.workspace)}).`,
      `Check the path, and that the step which writes the file runs before this one in the same job.`,
    );
  }
  if (!stats.isFile()) {
    throw configError(
      keyFile.topic,
      `The path ${path} of ${input} is a directory or a device.`,
      `Name the key file itself.`,
    );
  }
  return readText(file, stats.size, keyFile);
}

/**
 * Reads the text of a file of certificates.
 * @throws ActionError `config` for a path without a file, and for a file over 1 MiB
 */
export function readCertificateFile(file: InputFile): string {
  const stats = statsOf(file);
  if (stats?.isFile() === true) return readText(file, stats.size, certificateFile);
  throw configError(
    certificateFile.topic,
    `The input 'ca-certificate' is neither PEM text nor the path of a file: ${quote(file.shown)}.`,
    certificateFile.fix,
  );
}

function readText(file: InputFile, size: number, kind: Kind): string {
  const fails = (what: string, fix: string): ActionError =>
    configError(kind.topic, `The file ${quote(file.shown)} of '${kind.input}' ${what}.`, fix);
  if (size > kind.largestBytes) throw fails(kind.tooLarge(size), kind.fix);
  // A read of exactly that size: a file that grows without an end holds no step.
  const bytes = Buffer.alloc(size);
  let descriptor;
  try {
    descriptor = openSync(resolve(file.workspace, file.path), 'r');
    return decodeText(bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0)));
  } catch {
    throw fails('cannot be read', `Let the user that runs the job read it.`);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** @returns undefined for a path at which nothing can be seen: nothing there, no permission, or no path at all */
function statsOf({ path, workspace }: InputFile): Stats | undefined {
  try {
    return statSync(resolve(workspace, path));
  } catch {
    return undefined;
  }
}
