/**
 * Rejects a request for which no response was recorded, because the emulator does not invent responses. The client
 * receives the status 500 with this message.
 * @param what describes the request, or the part of the request that was not recorded
 */
export function unrecorded(what: string): never {
  throw new Error(`no response was recorded for ${what}`);
}
