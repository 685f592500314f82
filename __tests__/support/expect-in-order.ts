import { expect } from '@jest/globals';

/** @param phrase what the text contains, in this order; `…` stands for anything */
export function expectInOrder(text: string, phrase: string): void {
  const pieces = phrase.split('…').map((piece) => piece.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  expect(text).toMatch(new RegExp(pieces.join('[^]*')));
}
