/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  readonly label: string;
  /** What stands between the BEGIN and END lines, as it was found. */
  readonly body: string;
}

/** The blocks of a text whose line breaks may be lost, doubled, or the two characters `\n`. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.replace(/\\[rn]/g, '\n').matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g)].map(
    ([, label = '', body = '']) => ({ label, body }),
  );
}

/** The block as OpenSSL wants it: 64 characters a line, no empty line. */
export function formatPem({ label, body }: PemBlock): string {
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
