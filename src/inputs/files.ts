import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { decodeText } from '../credentials/unwrap.ts';
import type { Deps } from '../types/step.ts';
import { ActionError, configError, type Topic } from '../util/errors.ts';
import { quote } from '../util/text.ts';

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
 * Reads the text of a file that an input names.
 * @param path absolute, or relative to the workspace
 * @throws ActionError `config` for a missing file, a directory, a file that is too large, or that cannot be read
 */
export function readFile(path: string, { env, log }: Pick<Deps, 'env' | 'log'>, kind: FileKind): string {
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd();
  const absolute = resolve(workspace, path);
  const fails = (what: string, fix = kind.fix): ActionError =>
    configError(kind.topic, `The file ${quote(log.clean(path))} of '${kind.input}' ${what}.`, fix);
  let descriptor;
  try {
    const stats = statSync(absolute);
    const { size } = stats;
    if (!stats.isFile()) throw fails('is a directory or a device');
    if (size > kind.largestBytes) throw fails(`is too large (${size} bytes, at most ${kind.largestBytes})`);
    // A read of exactly this size, because a special file may never end.
    const bytes = Buffer.alloc(size);
    descriptor = openSync(absolute, 'r');
    return decodeText(bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0)));
  } catch (error) {
    if (error instanceof ActionError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (!/^(ENOENT|ENOTDIR|ENAMETOOLONG)$/.test(String(code))) {
      const fix = `Allow the user that runs the job to read the file and to enter its folders.`;
      throw fails(`cannot be read: no permission (${code})`, fix);
    }
    throw fails(...whyMissing(path, { env, workspace, input: kind.input }));
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Why a path leads to no file, and the fix if it is not the usual one. */
function whyMissing(
  path: string,
  { env, workspace, input }: { readonly env: NodeJS.ProcessEnv; readonly workspace: string; readonly input: string },
): [what: string, fix?: string] {
  if (/^~|^\$|%\w+%|`/.test(path)) {
    const where = `${input}: \${{ runner.temp }}/${/[^\\/]*$/.exec(path)?.[0]}`;
    const fix = `Write the path with an expression, such as "${where}".`;
    return [`is not found: no shell evaluates "~" or a variable in an input`, fix];
  }
  if (!/^([\\/]|[A-Za-z]:[\\/])/.test(path)) return [`does not exist (looked for in ${quote(workspace)})`];
  const temp = env['RUNNER_TEMP'];
  if (temp && /[\\/]_temp[\\/]/.test(path) && !path.startsWith(temp)) {
    const fix = `Set '${input}' to a path that begins with the value of RUNNER_TEMP in this job (${temp}), or to one in the workspace.`;
    return [`does not exist. In a container, \${{ runner.temp }} is the path on the host`, fix];
  }
  return ['does not exist'];
}
