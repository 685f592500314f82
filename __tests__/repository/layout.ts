import { posix } from 'node:path';

/** An import or a re-export of a source file. */
interface Import {
  readonly from: string;
  /** `import type …`, which does not exist at run time. */
  readonly typeOnly: boolean;
}

/** Source files by their path in `src/`, with what each imports. */
type Imports = ReadonlyMap<string, readonly Import[]>;

/** Which folders each folder may import. The files outside a folder may import all. */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  util: [],
  credentials: ['util'],
  types: ['credentials', 'util'],
  http: ['types', 'util'],
  inputs: ['types', 'credentials', 'util'],
  report: ['types', 'util'],
  explain: ['types', 'credentials', 'http', 'util'],
  zitadel: ['types', 'credentials', 'http', 'explain', 'util'],
};

/** Each library that ships, and the file or folder that may import it. */
const libraries: Readonly<Record<string, string>> = { '@actions/core': 'deps.ts', '@actions/http-client': 'http' };

/** @param path of the file in `src/` */
export function readImports(path: string, text: string): Import[] {
  const found = text.matchAll(
    /^(?:import|export) (type )?[^;']*?\bfrom '([^']+)';|^import '([^']+)';|\bimport\([^'")]*'([^']+)'\)/gm,
  );
  return [...found].map(([, type, named, effect, dynamic]) => {
    const from = named ?? effect ?? dynamic ?? '';
    return { from: from.startsWith('.') ? posix.join(posix.dirname(path), from) : from, typeOnly: type !== undefined };
  });
}

/** @returns one line for each import that breaks the rules */
export function wrongImports(imports: Imports): string[] {
  return [...imports].flatMap(([file, list]) =>
    list.flatMap((one) => {
      const fault = faultOf(file, one);
      return fault === undefined ? [] : `${file} imports ${one.from}: ${fault}`;
    }),
  );
}

function faultOf(file: string, { from, typeOnly }: Import): string | undefined {
  const place = placeOf(file);
  if (from.startsWith('node:')) return undefined;
  if (!from.endsWith('.ts')) {
    const library = Object.keys(libraries).find((name) => from === name || from.startsWith(`${name}/`));
    if (library === undefined) return 'only two libraries ship';
    if (typeOnly && place === 'types') return undefined;
    const home = libraries[library];
    return file === home || place === home ? undefined : `only ${home} may`;
  }
  const target = placeOf(from);
  const targets = allowed[place];
  if (targets !== undefined && target !== place && !targets.includes(target)) {
    return `${place} may import ${targets.join(', ') || 'nothing'}`;
  }
  if (!typeOnly && (target === 'types' || place === 'types')) return 'types only';
  return undefined;
}

/** The folder of a file, or the file itself if it is outside the folders. */
function placeOf(file: string): string {
  return file.split('/')[0] ?? file;
}

/** @returns the files of an import cycle */
export function findCycle(imports: Imports): string | undefined {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string | undefined => {
    if (path.includes(file)) return [...path, file].join(' → ');
    if (finished.has(file)) return undefined;
    for (const { from } of imports.get(file) ?? []) {
      const cycle = visit(from, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    finished.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
