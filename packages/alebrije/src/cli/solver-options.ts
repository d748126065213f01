/** Options of commands that make data of noise, step by step. */

import type { Command } from 'commander';
import { SOLVER_NAMES } from '../runs/solvers.ts';
import { numberFromZero, wholeNumberFrom } from './options.ts';

interface UsualSolver {
  readonly solver?: string;
  readonly steps?: string;
}

/** @param usual what is done unless it is asked for; by default as the run says */
export function addSolverOptions(
  command: Command,
  { solver = "the run's", steps = "the run's" }: UsualSolver = {},
): Command {
  return command
    .option('--solver <name>', `of a diffusion: ${SOLVER_NAMES.join(', ')} (default: ${solver})`)
    .option(
      '--steps <count>',
      `of a diffusion, from noise to data (default: ${steps})`,
      wholeNumberFrom(1),
    )
    .option('--eta <number>', 'noise that ddim adds, from 0 to 1 (default: 0)', numberFromZero)
    .option(
      '--guidance <scale>',
      "of a diffusion that is told classes: 0 forgets the class, 1 obeys it, more exaggerates it (default: the run's)",
      numberFromZero,
    );
}
