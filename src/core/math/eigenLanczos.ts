/**
 * Eigenpairs of a symmetric operator, for the maps of `tfjs-drift/projection`.
 *
 * There are two solvers. This one finds few pairs, of a matrix that need not be made but only be
 * multiplied with vectors, in one go: `Isomap.fit` and `Pca.fit` are synchronous and want two or three
 * axes. `eigenHouseholder.ts` finds many pairs and pauses on the way.
 */

import { seededRandom } from '../base/random.js';
import { dot, norm, peakSign } from './vectors.js';

/** Largest residual |Av - λv| of a pair that counts as found, relative to the norm of A. */
const TOLERANCE = 1e-11;

/** A direction this short, relative to the norm of A, is rounding and adds nothing to the basis. */
const NEGLIGIBLE = 1e-13;

/** Start vectors beyond the pairs asked for: a pair just below those no longer slows them. */
const GUARD_VECTORS = 2;

const FIRST_BASIS_SIZE = 32;

/** Eigenvalues, largest first, and for each its unit eigenvector. */
export interface Eigenpairs {
  readonly values: number[];
  readonly vectors: Float64Array[];
}

/**
 * The `count` algebraically largest eigenpairs of a symmetric operator A, by block Lanczos
 * iteration with thick restarts and full reorthogonalisation (Golub & Underwood, "The Block
 * Lanczos Method for Computing Eigenvalues", 1977; Wu & Simon, "Thick-Restart Lanczos Method for
 * Large Symmetric Eigenvalue Problems", SIAM J. Matrix Anal. Appl. 22, 2000).
 *
 * An orthonormal basis V starts with a block of random vectors and grows by the image Av of each
 * of its vectors in turn. The eigenpairs (θ, s) of VᵀAV then give approximate ones, (θ, Vs), of A.
 * While one of the wanted pairs has too large a residual, the better half of them becomes the new
 * basis and the residuals of the first ones its new directions. A block at least as wide as the
 * number of pairs finds repeated eigenvalues, of which a single vector would see one copy only.
 * Each restart allows a larger basis, so that in the worst case it ends with the whole space.
 *
 * @param size Number of rows of A.
 * @param apply Writes A·v to its second argument.
 * @param count From 1 to `size`.
 * @returns Unit eigenvectors, the largest entry of each made positive. The same for the same A.
 */
export function topEigenpairs(
  size: number,
  apply: (v: Float64Array, image: Float64Array) => void,
  count: number,
): Eigenpairs {
  const random = seededRandom(0);
  const block = Math.min(size, count + GUARD_VECTORS);
  let limit = Math.min(size, Math.max(FIRST_BASIS_SIZE, 4 * block));
  let basis: Float64Array[] = [];
  let images: Float64Array[] = [];
  let scale = 0;
  while (basis.length < block) {
    const start = Float64Array.from({ length: size }, () => random() - 0.5);
    addDirection(basis, start, NEGLIGIBLE);
  }
  for (;;) {
    while (images.length < basis.length) {
      const image = new Float64Array(size);
      apply(basis[images.length]!, image);
      images.push(image);
      scale = Math.max(scale, norm(image));
      if (basis.length < limit) addDirection(basis, image.slice(), NEGLIGIBLE * scale);
    }
    const small = symmetricEigen(projectedOperator(basis, images), basis.length);
    const keep = Math.max(block, basis.length >> 1);
    const coefficients = small.vectors.slice(0, keep);
    const ritzVectors = coefficients.map((s) => combine(basis, s));
    const ritzImages = coefficients.map((s) => combine(images, s));
    const residuals = ritzVectors
      .slice(0, block)
      .map((v, i) => ritzImages[i]!.map((x, t) => x - small.values[i]! * v[t]!));
    const found = residuals
      .slice(0, count)
      .every((residual) => norm(residual) <= TOLERANCE * scale);
    if (found || basis.length === size) {
      return {
        values: small.values.slice(0, count),
        vectors: ritzVectors.slice(0, count).map(withPositivePeak),
      };
    }
    basis = ritzVectors;
    images = ritzImages;
    for (const residual of residuals) addDirection(basis, residual, NEGLIGIBLE * scale);
    limit = Math.min(size, limit + block);
  }
}

/**
 * Appends what is orthogonal to the basis in `direction` (overwritten), at unit length, unless it
 * is shorter than `shortest`. A second pass takes off what rounding left of the first.
 */
function addDirection(basis: Float64Array[], direction: Float64Array, shortest: number): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const v of basis) {
      const along = dot(v, direction);
      for (let t = 0; t < v.length; t++) direction[t]! -= along * v[t]!;
    }
  }
  const length = norm(direction);
  if (length > shortest) basis.push(direction.map((x) => x / length));
}

/** VᵀAV from V and AV, its two halves averaged so that it is symmetric to the last bit. */
function projectedOperator(basis: Float64Array[], images: Float64Array[]): Float64Array {
  const size = basis.length;
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = (dot(basis[i]!, images[j]!) + dot(basis[j]!, images[i]!)) / 2;
      gram[i * size + j] = entry;
      gram[j * size + i] = entry;
    }
  }
  return gram;
}

function combine(vectors: Float64Array[], coefficients: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  vectors.forEach((v, i) => {
    const coefficient = coefficients[i]!;
    for (let t = 0; t < v.length; t++) sum[t]! += coefficient * v[t]!;
  });
  return sum;
}

function withPositivePeak(v: Float64Array): Float64Array {
  return peakSign(v) < 0 ? v.map((x) => -x) : v;
}

/** Jacobi needs six to ten; a matrix that is none, with NaN in it, must not hang the page. */
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
  const magnitude = Math.hypot(...rows.map((row) => Math.hypot(...row)));
  const negligible = (magnitude * Number.EPSILON) / size;
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

/** Turns the point (a[i], b[j]) about the origin. */
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
