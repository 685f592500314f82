let last = 400_940_676_302_310_438n;

/**
 * Creates an ID in the format of the server: eighteen digits, larger than all earlier IDs. The difference between two IDs
 * is random and larger than 1, so that a test cannot pass by counting.
 */
export function newId(): string {
  last += 65_536n + BigInt(Math.floor(Math.random() * 1_000_000));
  return String(last);
}
