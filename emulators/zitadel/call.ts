/** A request as the functions of the server see it. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** Whether it came over TLS. */
  secure: boolean;
}

/**
 * The parameters of a form, as Go reads them: the body first, and only of the right type and with a method
 * that has one, then the query.
 */
export function formOf({ method, headers, body, query }: Call): URLSearchParams {
  const readable = ['POST', 'PUT', 'PATCH'].includes(method) && isForm(headers);
  return new URLSearchParams([...(readable ? new URLSearchParams(body) : []), ...query]);
}

/** Whether the content type is that of a form. */
export function isForm(headers: Record<string, string>): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}
