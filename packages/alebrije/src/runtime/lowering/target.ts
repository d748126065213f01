/** Whose kernels a graph is lowered for. */

export interface LoweringTarget {
  /**
   * - `standard`: ONNX operators that every implementation has; what is exported;
   * - `cpu`: ONNX Runtime's native CPU kernels, with the operators that it has beyond ONNX;
   * - `wasm`: the same runtime in a browser;
   * - `webgpu`, `cuda`: operators that stay on the device.
   */
  readonly kernels: 'standard' | 'cpu' | 'wasm' | 'webgpu' | 'cuda';
  /**
   * Channels in a block of ONNX Runtime's layout NCHWc (16 with AVX-512, 8 with AVX2, 4 on ARM);
   * undefined where the runtime has no such kernels.
   */
  readonly channelBlock?: number;
}

export const STANDARD: LoweringTarget = { kernels: 'standard' };
