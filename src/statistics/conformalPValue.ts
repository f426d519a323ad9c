/**
 * The conformal p-value of a score among earlier ones: the share of scores, its own included, that
 * are larger, ties broken by `tie` (Vovk, Gammerman, Shafer, "Algorithmic Learning in a Random
 * World", 2005, section 2). Uniform on [0, 1] for exchangeable scores.
 *
 * @param tie Uniform on [0, 1).
 */
export function conformalPValue(earlier: Iterable<number>, score: number, tie: number): number {
  let [larger, equal, count] = [0, 1, 1];
  for (const other of earlier) {
    if (other > score) larger++;
    else if (other === score) equal++;
    count++;
  }
  return (larger + tie * equal) / count;
}
