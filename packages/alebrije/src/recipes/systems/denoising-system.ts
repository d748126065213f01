/** An autoencoder that learns to undo the noise at its encoder's entry. */

import type { Corruption } from '../../nn/corruption.ts';
import { place } from '../../tensor/random.ts';
import type { StepContext, StepOutcome, System } from '../../train/system.ts';

const withDenoised = (outcome: StepOutcome, { loss }: StepOutcome): StepOutcome => ({
  ...outcome,
  parts: { ...outcome.parts, denoised: loss },
});

/**
 * The system with a part `denoised`: the error where inputs are corrupted, of training and validation
 * alike, while the validation's loss is that of inputs as they are.
 * @param system an autoencoder with the corruption's layer in its encoder, and no other that acts only
 * while training
 */
export function denoisingSystem(system: System, corruption: Corruption): System {
  return {
    ...system,
    steps: system.steps.map((step) => ({
      ...step,
      outcome(context: StepContext) {
        const outcome = step.outcome(context);
        return withDenoised(outcome, outcome);
      },
    })),
    validate(context: StepContext) {
      const corrupted = { ...context, training: true, place: place(context.place, 'corrupted') };
      return withDenoised(system.validate(context), system.validate(corrupted));
    },
    views: { ...system.views, corruption },
  };
}
