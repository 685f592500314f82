import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import { decodeText } from '../credentials/unwrap.ts';
import { type ActionError, configError, type Topic } from '../util/errors.ts';
import { quote } from '../util/text.ts';

/** A file that an input names. */
interface InputFile {
  /** Absolute, or relative to the workspace. */
  readonly path: string;
  /** The path without anything masked, as messages quote it. */
  readonly shown: string;
  readonly env: NodeJS.ProcessEnv;
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

/** The folder that a relative path in an input belongs to. */
function workspaceOf(env: NodeJS.ProcessEnv): string {
  return env['GITHUB_WORKSPACE'] || process.cwd();
}

/**
 * Reads the text of a file.
 * @throws ActionError `config` for a missing file, a directory, a file that is too large, or that cannot be read
 */
export function readFile({ path, shown, env }: InputFile, kind: FileKind): string {
  const absolute = resolve(workspaceOf(env), path);
  const fails = (what: string, fix = kind.fix): ActionError =>
    configError(kind.topic, `The file ${quote(shown)} of '${kind.input}' ${what}.`, fix);
  let stats: Stats;
  try {
    stats = statSync(absolute);
  } catch (error) {
    throw fails(...whyMissing({ path, shown, env }, String((error as NodeJS.ErrnoException).code), kind.input));
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
    throw fails('cannot be read', mayRead);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

const mayRead = `Allow the user that runs the job to read the file and to enter its folders.`;

/** Why a path leads to no file, and the fix if it is not the usual one. */
function whyMissing({ path, env }: InputFile, code: string, input: string): [what: string, fix?: string] {
  if (code === 'EACCES' || code === 'EPERM')
    return [`cannot be read: its folder does not allow access (${code})`, mayRead];
  if (/^~|^\$|%\w+%|`/.test(path)) {
    const where = `Write the path with an expression, such as "${input}: \${{ runner.temp }}/${/[^\\/]*$/.exec(path)?.[0]}".`;
    return [`is not found: no shell evaluates "~" or a variable in an input`, where];
  }
  if (code === 'ENOTDIR') return ['is not found: a part of the path is a file, not a folder (ENOTDIR)'];
  if (!/^([\\/]|[A-Za-z]:[\\/])/.test(path)) return [`does not exist (looked for in ${quote(workspaceOf(env))})`];
  const temp = env['RUNNER_TEMP'];
  if (temp && /[\\/]_temp[\\/]/.test(path) && !path.startsWith(temp)) {
    const fix = `Set '${input}' to a path that begins with the value of RUNNER_TEMP in this job (${temp}), or to one in the workspace.`;
    return [`does not exist. In a container, \${{ runner.temp }} is the path on the host`, fix];
  }
  return ['does not exist'];
}
