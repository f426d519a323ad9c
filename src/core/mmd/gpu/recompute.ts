import type { Commands } from './commands.js';
import type { EngineShaders, Recompute } from './engineShaders.js';
import { matrixGroups } from './kernelShaders.js';
import type { Constants } from './parameters.js';
import type { Plan } from './plan.js';
import { type Dispatcher, WORKGROUP } from './program.js';
import { GATHER_PARTS, PRODUCT_TILE } from './splitShaders.js';

/** What a recomputation is made of. */
export interface RecomputeParts {
  readonly commands: Commands;
  readonly shaders: EngineShaders;
  readonly plan: Plan;
  readonly constants: Constants;
  readonly recompute: Recompute;
}

const workgroups = (invocations: number): number => Math.ceil(invocations / WORKGROUP);

/** Computes the reference's block of the kernel matrix, which never changes, and its row sums. */
export function computeReference(parts: RecomputeParts): void {
  const { commands, shaders, plan } = parts;
  computeRows(parts, plan.reference);
  run(commands, shaders.rowSums, plan.referenceSums, workgroups(parts.constants.referenceSize));
}

/** Computes the live slots' rows of the kernel matrix, and the statistic of every split. */
export function computeLive(parts: RecomputeParts): void {
  const { commands, shaders, plan, constants, recompute } = parts;
  computeRows(parts, plan.live);
  run(commands, shaders.rowSums, plan.allSums, workgroups(constants.size));
  for (const step of plan.groups) {
    const { first, end } = plan.steps[step]!;
    if (recompute === 'gather') {
      run(commands, shaders.groupSums, step, workgroups(end - first), GATHER_PARTS);
    } else {
      const groups = Math.ceil((end - first) / PRODUCT_TILE);
      run(commands, shaders.groupSums, step, Math.ceil(constants.size / PRODUCT_TILE), groups);
    }
    commands.submit();
  }
  run(commands, shaders.combinedSums, plan.allSums, workgroups(constants.splits));
}

function computeRows({ commands, shaders, plan }: RecomputeParts, bands: readonly number[]): void {
  for (const step of bands) {
    const { first, end } = plan.steps[step]!;
    run(commands, shaders.kernelMatrix, step, matrixGroups(end), matrixGroups(end - first));
    commands.submit();
  }
}

function run(
  { encoder }: Commands,
  shader: Dispatcher,
  step: number,
  groupsX: number,
  groupsY = 1,
): void {
  const pass = encoder.beginComputePass();
  shader.run(pass, step, groupsX, groupsY);
  pass.end();
}
