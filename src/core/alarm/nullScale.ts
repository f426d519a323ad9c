/**
 * MMD²'s null deviation up to a constant: its variance is 2 E[k̃²] times this squared, with k̃ the
 * centred kernel (Gretton et al., "A Kernel Two-Sample Test", JMLR 13, 2012, appendix B).
 *
 * @param n Rows of the reference.
 * @param m Rows of the window.
 */
export function nullScale(n: number, m: number): number {
  return Math.sqrt(1 / (n * (n - 1)) + 2 / (n * m) + 1 / (m * (m - 1)));
}
