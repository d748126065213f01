/** All layer constructors. */

export { activation } from './activations.ts';
export { multiHeadAttention } from './attention.ts';
export { branches, residual, sequential, timeDistributed } from './composition.ts';
export { conv, convTranspose } from './convolution.ts';
export { dense } from './dense.ts';
export { embedding } from './embedding.ts';
export { maskedConv } from './masked-convolution.ts';
export { minibatchDiscrimination, minibatchStandardDeviation } from './minibatch.ts';
export { dropout, gaussianNoise, maskingNoise, saltAndPepperNoise } from './noise.ts';
export { batchNorm, groupNorm, layerNorm } from './normalization.ts';
export { averagePool, globalAveragePool, maxPool } from './pooling.ts';
export { gru, lstm } from './recurrent.ts';
export { flatten, repeatVector, reshape } from './reshape.ts';
export { kSparse } from './sparsity.ts';
export { spectralNormalization } from './spectral-normalization.ts';
export { upsample } from './upsample.ts';
