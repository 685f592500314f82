/** The words of the log that a page explains: the code spans of its headings, and of the lines that start with "Also:". */
export function phrasesOf(page: string): string[] {
  return page
    .split(/\n\n+/)
    .filter((block) => /^(### `|Also: )/.test(block))
    .flatMap((block) => [...block.matchAll(/`([^`]+)`/g)].map(([, phrase = '']) => phrase.replaceAll('\n', ' ')));
}

/** Whether a phrase quotes a text: its pieces stand in it in this order, and `…` may be anything in either of them. */
export function quotes(phrase: string, text: string): boolean {
  let from = 0;
  return phrase.split('…').every((piece) => {
    const words = piece.trim().replaceAll(/\s+/g, ' ');
    const at = text.indexOf(words, from);
    from = at + words.length;
    return at >= 0;
  });
}
