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

/** What has been masked so far, for the runner and for the texts of this action. */
export interface Masks {
  readonly add: (value: string) => void;
  readonly clean: (text: string) => string;
}

/** @param setSecret tells the runner to mask a value for the rest of the job */
export function createMasks(setSecret: (value: string) => void): Masks {
  const known = new Set<string>();
  return {
    add(value) {
      if (known.has(value) || !isMaskable(value)) return;
      known.add(value);
      setSecret(value);
    },
    // The longest first: a mask inside another would leave the rest of the longer one readable.
    clean: (text) =>
      [...known]
        .toSorted((one, other) => other.length - one.length)
        .reduce((cleaned, value) => cleaned.replaceAll(value, '***'), text),
  };
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

/**
 * The forms of a secret: those in which it is sent, and those in which a server, or what stands in front of it, may
 * write it into a text. Nothing for a secret that may not be masked.
 */
export function secretForms(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).filter(isMaskable);
  if (lines.length === 0) return [];
  const bytes = Buffer.from(secret);
  return [
    ...lines,
    formUrlEncode(secret),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}

/** RFC 6749 §2.3.1, Appendix B: a client id or secret as `application/x-www-form-urlencoded`. */
export function formUrlEncode(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}

/** The inverse: what ZITADEL makes of such a half. */
export function formUrlDecode(text: string): string {
  return new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('') ?? '';
}
