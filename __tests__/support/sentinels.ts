/** A client secret in ZITADEL's default form, and one of a self-hosted instance that allows every symbol. */
export const letters = 'Qm7rXc2TzLw9KdVb4JyNs6PfGh3RaEu8QxWi5ZtMo1BnYkCjHv0SlDgFpUeXrTq2';
export const symbols = `S+w/3&e=p %0A::add-mask::"\\<x>$&.*[(^#@!|~'\`{}_?,;ü-Zq9`;

/** A secret that must not be shown in any form. */
export interface Sentinel {
  /** The name in the message of a failed test. */
  readonly name: string;
  readonly value: string;
}

/** A run of at least this number of characters of a secret is a leak. */
const run = 8;

/** The forms of a secret that servers, shells and encoders create. */
const derivations: Readonly<Record<string, (secret: string) => string>> = {
  raw: (secret) => secret,
  'form-urlencoded': (secret) => new URLSearchParams([['', secret]]).toString().slice(1),
  'percent-encoded': (secret) => encodeURIComponent(secret),
  'inside a JSON string': (secret) => JSON.stringify(secret).slice(1, -1),
  'inside HTML': (secret) =>
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  'escaped for Markdown': (secret) => secret.replace(/[\\`*_[\]<>#|~&]/g, '\\$&'),
  'in lower case': (secret) => secret.toLowerCase(),
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
};

/** The secrets of a PEM or of a key JSON: the body without its line breaks, and the base64 of the whole. */
export function keySentinels(name: string, document: string): Sentinel[] {
  const bodies = [...document.matchAll(/-----BEGIN [A-Z ]+-----([\s\S]*?)-----END/g)].map(([, body = '']) => body);
  return [
    ...bodies.map((body) => ({ name: `${name}, the PEM's body`, value: body.replace(/\\n|\s/g, '') })),
    { name: `${name} in base64`, value: Buffer.from(document).toString('base64') },
  ];
}

/**
 * Finds secrets in a text: any run of 8 characters of any form.
 * @returns one line for each secret that was found, without its characters
 */
export function findSecrets(text: string, sentinels: readonly Sentinel[]): string[] {
  const shown = [...windows(text)];
  return sentinels.flatMap(({ name, value }) =>
    formsOf(value)
      .map(({ form, pieces }) => ({ form, of: pieces.size, found: shown.filter((one) => pieces.has(one)).length }))
      .filter(({ found }) => found > 0)
      .slice(0, 1)
      .map(({ form, found, of }) => `${name}, ${form}: ${found} of ${of} runs of ${run} characters`),
  );
}

/** Every run of 8 characters of every form of the secrets, to search many texts. */
export function runsOf(sentinels: readonly Sentinel[]): ReadonlySet<string> {
  return new Set(sentinels.flatMap(({ value }) => formsOf(value)).flatMap(({ pieces }) => Array.from(pieces)));
}

/** How many runs of 8 characters of a text are among those. */
export function countRuns(text: string, runs: ReadonlySet<string>): number {
  return [...windows(text)].filter((piece) => runs.has(piece)).length;
}

const known = new Map<string, { form: string; pieces: Set<string> }[]>();

function formsOf(secret: string): { form: string; pieces: Set<string> }[] {
  const before = known.get(secret);
  if (before !== undefined) return before;
  const forms = Object.entries(derivations).map(([form, derive]) => ({ form, pieces: windows(derive(secret)) }));
  known.set(secret, forms);
  return forms;
}

/** Every run of 8 characters. A shorter text has none. */
function windows(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - run + 1) }, (_, at) => text.slice(at, at + run)));
}
