import { expect } from '@jest/globals';

/** @param phrase parts that the text contains in this order, separated by `…` */
export function expectInOrder(text: string, phrase: string): void {
  const pieces = phrase.split('…').map((piece) => piece.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  expect(text).toMatch(new RegExp(pieces.join('[^]*')));
}
