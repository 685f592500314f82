import type { IncomingMessage } from 'node:http';
import { isForm } from './call.ts';

/** A received request. */
export interface RecordedRequest {
  method: string;
  /** The request target: path and query. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
  /** The decoded fields of a form; empty for any other body. */
  form: Record<string, string>;
  /** The status of the response; missing if a fault prevented the response. */
  status?: number;
}

/** The record of a request whose headers have arrived. */
export function recordedRequest(message: IncomingMessage): RecordedRequest {
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
  return { method: message.method ?? '', path: message.url ?? '', headers, body: '', form: {} };
}

/** Reads the whole body into the record. */
export async function readBody(message: IncomingMessage, request: RecordedRequest): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  request.body = Buffer.concat(chunks).toString();
  if (isForm(request.headers)) request.form = Object.fromEntries(new URLSearchParams(request.body));
}
