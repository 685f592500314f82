let last = 400_940_676_302_310_438n;

/**
 * A new id as the server makes them: eighteen digits that grow.
 * The step keeps ids of one run apart by more than one, so that a test cannot pass by counting.
 */
export function newId(): string {
  last += 65_536n + BigInt(Math.floor(Math.random() * 1_000_000));
  return String(last);
}
