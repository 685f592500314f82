/**
 * Ends a request that no real server was asked: the emulator invents no answer.
 * In: what was not recorded. The caller gets a status of 500 with this text.
 */
export function unrecorded(what: string): never {
  throw new Error(`no answer to this was recorded: ${what}`);
}
