/** How exact runtimes are that compute in float32. */

import type { Accuracy } from './check.ts';

export const float32Accuracy: Accuracy = { tolerance: 2e-5 };

/** WGSL's own bound on the error of sin and cos, for arguments within ±π. SwiftShader's is 2e-4. */
const WGSL_SINE_ERROR = 2 ** -11;

export const webgpuAccuracy: Accuracy = {
  ...float32Accuracy,
  coarse: { ops: ['sin', 'cos'], tolerance: WGSL_SINE_ERROR },
};
