/**
 * Text that a whole job's log can do without: a mask holds for every later step, so a short or common one would
 * turn that log into asterisks.
 */
const commonWords = new Set(
  `account admin administrator application authorization basic bearer bool boolean branch build change changeme client
  clientid client_credentials config default demo deploy development dummy empty error example expirationdate explicit failure false github
  google guest hello http https info json key keyid latest local localhost login main master name none null number object
  openid org password prod production project public push release root runner scope secret service serviceaccount
  staging string success sudo system test testing text token true type undefined user userid username value workflow
  zitadel`.split(/\s+/),
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
 * The pieces of a key, a certificate or a damaged document that are worth a mask each: what stands between line breaks
 * (real ones or the two characters `\n`) and other punctuation, from 8 characters on, and looks like base64. Numbers are
 * ids, and stay readable. No piece spans lines, since not every runner splits a mask into lines.
 */
export function base64Pieces(document: string): string[] {
  return document
    .replace(/-----[A-Z0-9 ]+-----/g, ' ')
    .split(/\\[nrt]|[^A-Za-z0-9+/=\\]+|\\/)
    .filter((piece) => piece.length >= 8 && !/^\d+$/.test(piece));
}

/** Random letters and digits, as secrets and base64 are, where a name or an id should stand. */
export function looksSecret(value: string): boolean {
  return (
    value.length >= 40 &&
    /^[^\s@:\\]+$/.test(value) &&
    [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(value)) &&
    // A path or a host name.
    !/\.[a-z]{2,8}$/i.test(value)
  );
}
