/** Eigenvalues, largest first, and for each its unit eigenvector. */
export interface Eigenpairs {
  readonly values: number[];
  readonly vectors: Float64Array[];
}

const MAX_SWEEPS = 60;

/**
 * All eigenpairs of a small symmetric matrix by cyclic Jacobi rotations, which find repeated
 * eigenvalues as precisely as others (Golub & Van Loan, "Matrix Computations", section 8.5).
 *
 * @param matrix Shape [size, size], symmetric; overwritten.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigenpairs {
  const rows = Array.from({ length: size }, (_, i) => matrix.subarray(i * size, (i + 1) * size));
  const vectors = rows.map((_, i) => {
    const unit = new Float64Array(size);
    unit[i] = 1;
    return unit;
  });
  const norm = Math.hypot(...rows.map((row) => Math.hypot(...row)));
  const negligible = (norm * Number.EPSILON) / size;
  for (let sweep = 0, rotated = true; rotated && sweep < MAX_SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(rows[p]![q]!) <= negligible) continue;
        rotate(rows, vectors, p, q);
        rotated = true;
      }
    }
  }
  const order = rows.map((_, i) => i).sort((a, b) => rows[b]![b]! - rows[a]![a]!);
  return { values: order.map((i) => rows[i]![i]!), vectors: order.map((i) => vectors[i]!) };
}

/** The rotation in the plane of axes `p` and `q` that brings the entry (p, q) to zero. */
function rotate(rows: Float64Array[], vectors: Float64Array[], p: number, q: number): void {
  const rowP = rows[p]!;
  const rowQ = rows[q]!;
  const theta = (rowQ[q]! - rowP[p]!) / (2 * rowP[q]!);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const row of rows) turn(row, p, row, q, cosine, sine);
  for (let j = 0; j < rows.length; j++) turn(rowP, j, rowQ, j, cosine, sine);
  rowP[q] = 0;
  rowQ[p] = 0;
  for (let j = 0; j < rows.length; j++) turn(vectors[p]!, j, vectors[q]!, j, cosine, sine);
}

function turn(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  cosine: number,
  sine: number,
): void {
  const x = a[i]!;
  const y = b[j]!;
  a[i] = cosine * x - sine * y;
  b[j] = sine * x + cosine * y;
}
