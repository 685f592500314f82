/** The encodings in which servers, gateways and their templates show a text. */
export const encoders: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'percent-encoded': encodeURIComponent,
  'percent-encoded in lower case': (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
  'percent-encoded in every character that is not a letter or a digit': (text) =>
    Buffer.from(text)
      .toString('latin1')
      .replace(/[^a-z0-9]/gi, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`),
  'form-encoded': (text) => new URLSearchParams([['', text]]).toString().slice(1),
  'percent-encoded twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  'in JSON': inJson,
  'in JSON with escaped slashes': (text) => inJson(text).replaceAll('/', '\\/'),
  'in JSON as PHP writes it': (text) => inJson(text).replace(/[&<>'+=]|\P{ASCII}/gu, unicodeEscapes),
  'in the hexadecimal escapes of JavaScript and Python': (text) =>
    text.replace(/[&<>'"+=/]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`),
  'in JSON with each symbol as a number': (text) => text.replace(/[^a-z0-9]/giu, unicodeEscapes),
  'in the escapes of old JavaScript': (text) =>
    text.replace(/[^a-z0-9]/giu, (one) => unicodeEscapes(one).replaceAll('\\', '%')),
  'in JSON in a JSON string': (text) => JSON.stringify(JSON.stringify(text)),
  'in a query of JSON': (text) => encodeURIComponent(JSON.stringify(text)),
  'in HTML, by name': (text) => text.replace(/[&<>"']/g, (one) => named[one] ?? one),
  'in HTML, in decimal numbers': (text) => text.replace(/[^a-z0-9]/giu, (one) => `&#${one.codePointAt(0)};`),
  'in HTML, in decimal numbers with zeros': (text) => text.replace(/[&<>"'+=/]/g, (one) => `&#0${one.codePointAt(0)};`),
  'in HTML, in hexadecimal numbers': (text) =>
    text.replace(/[^a-z0-9]/giu, (one) => `&#x${one.codePointAt(0)?.toString(16).toUpperCase()};`),
  'in HTML in HTML': (text) => text.replace(/[&<>"'+=/]/g, (one) => `&amp;#${one.codePointAt(0)};`),
};

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicodeEscapes(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  );
}
