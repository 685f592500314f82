import { statSync, type Stats } from 'node:fs';

/** @returns undefined for a path at which nothing can be seen: nothing there, no permission, or no path at all */
export function fileStats(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
