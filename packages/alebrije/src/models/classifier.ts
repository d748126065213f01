/**
 * A classifier on the features of a network: multinomial logistic regression, or the same with the
 * network trained along. B batch, F features, C classes.
 */

import { applyNamed, type Layer, type LayerContext, type Variables } from '../nn/layer.ts';
import { categoricalCrossEntropy } from '../nn/losses.ts';
import { oneHot, type Tensor } from '../tensor/tensor.ts';
import { branch, flattenTree } from '../tensor/tree.ts';

export interface Classifier {
  /** x [B, ...] → features [B, F]; absent where x are features. */
  readonly encoder?: Layer;
  /** features [B, F] → logits [B, C]. */
  readonly head: Layer;
  readonly classes: number;
  /** Factor of half the head's squared kernel entries; biases go free. */
  readonly penalty: number;
}

/**
 * x [B, ...] → logits [B, C]. The encoder runs as it does outside of training: no noise, fixed
 * statistics of normalisation.
 */
export function classify(
  { encoder, head }: Classifier,
  variables: Variables<Tensor>,
  x: Tensor,
  context: LayerContext,
): Tensor {
  const still = { ...context, training: false };
  const features = encoder ? applyNamed('encoder', encoder, variables, x, still).output : x;
  return applyNamed('head', head, variables, features, context).output;
}

export interface ClassifierLoss {
  /** [] */
  readonly loss: Tensor;
  /** Share of the batch whose largest logit is that of its class, []. */
  readonly accuracy: Tensor;
}

/** Mean cross-entropy in nats, plus the penalty. @param labels int32 [B] */
export function classifierLoss(
  model: Classifier,
  variables: Variables<Tensor>,
  x: Tensor,
  labels: Tensor,
  context: LayerContext,
): ClassifierLoss {
  const logits = classify(model, variables, x, context);
  const error = categoricalCrossEntropy(logits, oneHot(labels, model.classes)).mean();
  const squares = flattenTree(branch(variables.params, 'head'))
    .filter(([path]) => path.endsWith('kernel'))
    .map(([, kernel]) =>
      kernel
        .square()
        .sum()
        .mul(model.penalty / 2),
    );
  const accuracy = logits.argMax().cast('int32').equal(labels).cast('float32').mean();
  return { loss: squares.reduce((sum, square) => sum.add(square), error), accuracy };
}
