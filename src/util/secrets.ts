/** Words that are never masked: a mask applies to every later step, so a common word would make the log unreadable. */
const commonWords = new Set(
  (
    'account admin administrator application authorization basic bearer bool boolean branch build change ' +
    'changeme client clientid client_credentials config default demo deploy development dummy empty error ' +
    'example expirationdate explicit failure false github google guest hello http https info json key keyid ' +
    'latest local localhost login main master name none null number object openid org password prod production ' +
    'project public push release root runner scope secret service serviceaccount staging string success sudo ' +
    'system test testing text token true type undefined user userid username value workflow zitadel'
  ).split(' '),
);
const shortestMask = 4;

/** Whether a value may be masked at all: one line, at least 4 characters, no common word, no PEM label. */
export function isMaskable(value: string): boolean {
  return (
    value.length >= shortestMask &&
    !/[\r\n]/.test(value) &&
    !commonWords.has(value.toLowerCase()) &&
    !/^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(value)
  );
}

/**
 * The pieces of a key or a damaged key that are masked: text of 8 or more base64 characters between line breaks (real ones
 * or the two characters `\n`) and other punctuation. Numbers are IDs, and certificates and public keys are public: they
 * stay readable. No piece spans lines, because some runners do not split a mask into lines.
 */
export function base64Pieces(document: string, most = mostPieces): string[] {
  return document
    .replace(/-BEGIN [A-Z0-9 ]*(CERTIFICATE|PUBLIC KEY)[A-Z ]*-+[^-]*/g, ' ')
    .replace(/-----[A-Z0-9 ]+-----/g, ' ')
    .split(/\\[nrt]|[^A-Za-z0-9+/=\\]+|\\/)
    .filter((piece) => piece.length >= 8 && !/^\d+$|^[A-Z]?[a-z]+$/.test(piece))
    .slice(0, most);
}

/**
 * The pieces of a text that may contain a key: the bodies of its private keys, and each piece that looks like a line of a
 * key. The piece after such a line is included, because the last line of a key may be short.
 */
export function keyPieces(text: string): string[] {
  const bodies = text.split('-BEGIN ').filter((part) => /^[A-Z0-9 ]*PRIVATE KEY-[^]*-END /.test(part));
  const pieces = base64Pieces(text.replace(/\b(sha\d+-|h1:)\S+/g, ' '), text.length);
  return [
    ...bodies.flatMap((body) => base64Pieces(body.slice(0, body.indexOf('-END ')))),
    ...pieces.filter((piece, at) => looksSecret(piece) || looksSecret(pieces[at - 1] ?? '')),
  ].slice(0, mostPieces);
}

/** The largest RSA key in use, of 16,384 bits, has 200 lines. */
const mostPieces = 256;

/** Whether a text that should be a name or an ID consists of random letters and digits, like a secret or base64. */
export function looksSecret(value: string): boolean {
  return (
    value.length >= 40 &&
    /^[^\s@:\\]+$/.test(value) &&
    [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value)) &&
    // A path or a host name.
    !/\.[a-z]{2,8}$/i.test(value)
  );
}

/** What a token may be: 20 to 65,536 visible ASCII characters, which a header can carry. */
export const tokenPattern = /^[\x21-\x7e]{20,65536}$/;
