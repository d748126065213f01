/** Attention: Vaswani et al., NeurIPS 2017. Axes: B batch, H heads, T queries, S keys, E per head. */

import type { Tree } from '../graph/types.ts';
import { fromHost, type Tensor } from '../tensor/tensor.ts';
import { branch } from '../tensor/tree.ts';
import { buildLayer } from './build-layer.ts';
import { denseForward, denseParameters } from './dense.ts';
import { glorotUniform, type Initializer } from './initializers.ts';
import type { Layer } from './layer.ts';

export interface AttentionOptions {
  /** Whether query t sees only keys 0..t. */
  readonly causal?: boolean;
}

/** Far below every score, yet finite: its softmax is exactly 0 and its gradient no NaN. */
const HIDDEN = -1e9;

/** [T, S]: 0 where the key is not after the query, else HIDDEN. */
function causalMask(queries: number, keys: number): Tensor {
  const data = new Float32Array(queries * keys);
  for (let query = 0; query < queries; query++) {
    data.fill(HIDDEN, query * keys + Math.min(query + 1, keys), (query + 1) * keys);
  }
  return fromHost({ dtype: 'float32', shape: [queries, keys], data });
}

/** softmax(q kᵀ / √E): (q [..., T, E], k [..., S, E]) → [..., T, S], rows that sum to 1. */
export function attentionWeights(
  q: Tensor,
  k: Tensor,
  { causal = false }: AttentionOptions = {},
): Tensor {
  const scaled = q.mul(1 / Math.sqrt(q.shape.at(-1)!));
  const scores = scaled.matmul(k, { transposeB: true });
  const seen = causal ? scores.add(causalMask(q.shape.at(-2)!, k.shape.at(-2)!)) : scores;
  return seen.softmax(-1);
}

/** The weights' mean of the values: (q [..., T, E], k [..., S, E], v [..., S, V]) → [..., T, V]. */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  return attentionWeights(q, k, options).matmul(v);
}

/** [B, T, H · E] → [B, H, T, E]. */
function splitHeads(x: Tensor, heads: number): Tensor {
  const [batch, steps, width] = x.shape as readonly [number, number, number];
  return x.reshape([batch, steps, heads, width / heads]).transpose([0, 2, 1, 3]);
}

/**
 * Attention of queries [B, T, D] over a context [B, S, C] (themselves for self-attention) → [B, T, D].
 * @param params affine maps `query` [D, H · E], `key` and `value` [C, H · E], `output` [H · E, D],
 *   each a kernel and a bias
 */
export function multiHeadAttentionForward(
  params: Tree<Tensor>,
  queries: Tensor,
  context: Tensor,
  heads: number,
  options: AttentionOptions = {},
): Tensor {
  const project = (name: string, x: Tensor) =>
    splitHeads(denseForward(branch(params, name), x), heads);
  const attended = attention(
    project('query', queries),
    project('key', context),
    project('value', context),
    options,
  );
  const joined = attended.transpose([0, 2, 1, 3]).flatten(2);
  return denseForward(branch(params, 'output'), joined);
}

export interface MultiHeadAttentionOptions extends AttentionOptions {
  readonly bias?: boolean;
  /** Of the output's kernel; zeros make a residual layer start as the identity. */
  readonly outputInitializer?: Initializer;
}

/** The parameters of multiHeadAttentionForward for queries of size D and a context of size C. */
export function multiHeadAttentionParameters(
  { size, contextSize = size }: { readonly size: number; readonly contextSize?: number },
  heads: number,
  keySize: number,
  { bias = true, outputInitializer = glorotUniform }: MultiHeadAttentionOptions = {},
) {
  const width = heads * keySize;
  return {
    query: denseParameters(size, width, { bias }),
    key: denseParameters(contextSize, width, { bias }),
    value: denseParameters(contextSize, width, { bias }),
    output: denseParameters(width, size, { bias, initializer: outputInitializer }),
  };
}

/**
 * Self-attention, [T, D] → [T, D].
 * @param keySize the size E of queries, keys and values per head
 */
export function multiHeadAttention(
  heads: number,
  keySize: number,
  options: MultiHeadAttentionOptions = {},
): Layer {
  return buildLayer('MultiHeadAttention', {
    parameters: (input) =>
      multiHeadAttentionParameters({ size: input[1]! }, heads, keySize, options),
    forward: (params, x) => multiHeadAttentionForward(params, x, x, heads, options),
  });
}
