/** A request, as the functions of the server receive it. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** Whether the request came over TLS. */
  secure: boolean;
}

/**
 * The parameters of a form, as Go reads them: first those of the body, then those of the query. Go reads the body only
 * with the content type of a form, and only for certain methods.
 */
export function formOf({ method, headers, body, query }: Call): URLSearchParams {
  const readable = ['POST', 'PUT', 'PATCH'].includes(method) && isForm(headers);
  return new URLSearchParams([...(readable ? new URLSearchParams(body) : []), ...query]);
}

/** Whether the content type is that of a form. */
export function isForm(headers: Record<string, string>): boolean {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';
}
