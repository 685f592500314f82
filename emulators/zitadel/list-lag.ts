import type { Lists, State } from './state.ts';

/**
 * Lists that show an object, and its removal, only a while later. ZITADEL fills its lists from its events; a token is
 * accepted or rejected immediately, but can be missing in a list, or still be listed, a second later.
 * @returns a function to call before the response to each request, so that the lists of that time are known later
 */
export function lagLists(state: State, ms: number): () => void {
  let past: (Lists & { readonly at: number })[] = [];
  state.lists = () => past.findLast(({ at }) => at <= state.now() - ms) ?? { keys: [], personalAccessTokens: [] };
  return () => {
    const shown = past.findLastIndex(({ at }) => at <= state.now() - ms);
    const keys = [...state.keys.values()];
    const personalAccessTokens = [...state.personalAccessTokens.values()];
    past = [...past.slice(Math.max(0, shown)), { at: state.now(), keys, personalAccessTokens }];
  };
}
