/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  readonly label: string;
  /** The text between the BEGIN and END lines, as it was found. */
  readonly body: string;
}

/**
 * The blocks of a text whose line breaks may be lost, doubled, or the two characters `\n`. Each BEGIN belongs to the
 * next END; a BEGIN without an END is not a block.
 */
export function pemBlocks(text: string): PemBlock[] {
  const [, ...parts] = text.replace(/\\[rn]/g, '\n').split(/-----(BEGIN|END) ([A-Z0-9 ]+)-----/);
  const blocks: PemBlock[] = [];
  // By threes: BEGIN or END, the label, and what follows.
  for (let at = 0; at + 5 < parts.length; at += 3) {
    const [begin, label = '', body = '', end, endLabel] = parts.slice(at, at + 5);
    if (begin === 'BEGIN' && end === 'END' && endLabel === label) blocks.push({ label, body });
  }
  return blocks;
}

/** The block as OpenSSL requires it: 64 characters a line, no empty line. */
export function formatPem({ label, body }: PemBlock): string {
  const lines = body.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
