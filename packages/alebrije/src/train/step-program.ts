/** One optimizer step as one graph: batch, loss, gradients, clipping, optimizer, averages, metrics. */

import { input } from '../graph/build.ts';
import { graphOf } from '../graph/trace.ts';
import type { Graph, HostTensor, Node, TensorType, Tree } from '../graph/types.ts';
import { averageUpdate } from '../optim/averaging.ts';
import { place, randomRoot } from '../tensor/random.ts';
import { Tensor } from '../tensor/tensor.ts';
import { gradientsOf } from '../tensor/trace.ts';
import { branch, flattenTree, mapTree, unflattenTree } from '../tensor/tree.ts';
import { type LayoutPart, pack, partOf, replaceParts, typeOf } from './packing.ts';
import {
  type Batch,
  isAveraged,
  type Sampling,
  type StepDefinition,
  type StepOutcome,
  type TrainableSystem,
} from './system.ts';
import { packedTypes, packState, unpackVariables, type VariableLayouts } from './variables.ts';

/** Types of the arrays a batch is gathered from; they stay on the device for the whole run. */
export interface DataTypes {
  /** [N, ...], uint8 or float32. */
  readonly values: TensorType;
  /** int32 [N]. */
  readonly labels?: TensorType;
}

const FLOAT_SCALAR: TensorType = { dtype: 'float32', shape: [] };

/** Makes the named inputs of one graph. */
function inputScope() {
  const declared: Node<'input'>[] = [];
  const declare = (name: string, type: TensorType): Tensor => {
    const node = input(name, type);
    declared.push(node);
    return new Tensor(node);
  };
  const declareAll = <T extends TensorType>(types: Tree<T>, prefix: string): Tree<Tensor> =>
    mapTree(types, ({ dtype, shape }, path) => declare(prefix + path, { dtype, shape }));
  return { declared, declare, declareAll };
}

type InputScope = ReturnType<typeof inputScope>;

function declarePacked(layouts: VariableLayouts, { declare }: InputScope): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(packedTypes(layouts)).map(([name, type]) => [name, declare(name, type)]),
  );
}

/** Gathers a batch by the fed `indices` from the resident data. */
function declareBatch(
  system: TrainableSystem,
  data: DataTypes,
  batchSize: number,
  { declare }: InputScope,
): Batch {
  const indices = declare('indices', { dtype: 'int32', shape: [batchSize] });
  const x = system.preprocess(declare('data.values', data.values).gather(indices));
  if (!data.labels) return { x };
  return { x, labels: declare('data.labels', data.labels).gather(indices) };
}

function declareScalars(system: TrainableSystem, { declare }: InputScope): Record<string, Tensor> {
  return Object.fromEntries(
    Object.keys(system.scalars ?? {}).map((name) => [
      name,
      declare(`scalars.${name}`, FLOAT_SCALAR),
    ]),
  );
}

/** What a step's graphs are made from. */
export interface StepShapes {
  readonly system: TrainableSystem;
  readonly definition: StepDefinition;
  readonly layouts: VariableLayouts;
  readonly data: DataTypes;
  readonly batchSize: number;
}

/** What a step trains of one network: a stretch of its packed parameters. */
interface TrainedPart extends LayoutPart {
  /** 'encoder', or 'encoder.hidden1'. */
  readonly path: string;
  readonly network: string;
}

/** The network that a path of parameters begins with. */
export function networkOf(path: string): string {
  return path.split('.', 1)[0]!;
}

/** @throws Error if there is no such network, or it has no such part */
function trainedParts({ trains }: StepDefinition, layouts: VariableLayouts): TrainedPart[] {
  return trains.map((path) => {
    const network = networkOf(path);
    const whole = layouts.params[network];
    if (!whole) throw new Error(`there is no network ${network} to train`);
    const isWhole = path === network;
    const part = isWhole
      ? { layout: whole, offset: 0 }
      : partOf(whole, path.slice(network.length + 1));
    return { path, network, ...part };
  });
}

/** The leaves at or below the paths. */
function treeBelow(tree: Tree<Tensor>, paths: readonly string[]): Tree<Tensor> {
  const isBelow = (leaf: string) => paths.some((path) => leaf.startsWith(`${path}.`));
  return unflattenTree(flattenTree(tree).filter(([path]) => isBelow(path)));
}

function branchAt(tree: Tree<Tensor>, path: string): Tree<Tensor> {
  return path.split('.').reduce<Tree<Tensor>>(branch, tree);
}

/** The step's loss over declared inputs, and the parameters it trains. */
function traceStep(
  { system, definition, layouts, data, batchSize }: StepShapes,
  scope: InputScope,
) {
  const packed = declarePacked(layouts, scope);
  const variables = unpackVariables(layouts, packed);
  const outcome = definition.outcome({
    variables,
    batch: declareBatch(system, data, batchSize, scope),
    place: place(randomRoot, definition.name),
    training: true,
    scalars: declareScalars(system, scope),
  });
  const trained = treeBelow(variables.params, definition.trains);
  return { packed, variables, outcome, trained };
}

/** Initial optimizer slots of a step, over packed parameters. */
export function initialSlots(
  definition: StepDefinition,
  layouts: VariableLayouts,
): Tree<HostTensor> {
  const types = trainedParts(definition, layouts).map(
    ({ path, layout }) => [path, typeOf(layout)] as const,
  );
  return definition.optimizer.slots(unflattenTree(types));
}

function metricOutputs({ loss, parts }: StepOutcome): Record<string, Node> {
  const metrics = { loss, ...parts };
  return Object.fromEntries(
    Object.entries(metrics).map(([name, tensor]) => [`metrics.${name}`, tensor.reshape([]).node]),
  );
}

/**
 * The graph of one step.
 *
 * Inputs: packed variables, `slots.<step>.*`, `average.<network>`, `data.*`, `indices`, `step`
 * (optimizer steps of this definition so far), `learningRate`, `scalars.*`, random draws.
 * Outputs: the new `params.<network>` of the trained networks, `state`, `slots...`, `average...`,
 * and on the host `metrics.*` and `gradientNorm`.
 */
export function stepGraph(shapes: StepShapes): Graph {
  const { system, definition, layouts } = shapes;
  const scope = inputScope();
  const { packed, outcome, trained } = traceStep(shapes, scope);
  const raw = gradientsOf(outcome.loss, trained);
  const clipped = definition.clip ? definition.clip(raw) : raw;
  const parts = trainedParts(definition, layouts);
  const gradients = parts.map(
    ({ path, layout }) => [path, pack(layout, branchAt(clipped, path))] as const,
  );
  const norm = gradients
    .map(([, gradient]) => gradient.square().sum())
    .reduce((total, part) => total.add(part))
    .sqrt();

  const slotTypes = initialSlots(definition, layouts);
  const step = scope.declare('step', FLOAT_SCALAR);
  const update = definition.optimizer.update({
    params: unflattenTree(
      parts.map(({ path, network, layout, offset }) => {
        const whole = packed[`params.${network}`]!;
        const isWhole = layout.size === whole.size;
        return [path, isWhole ? whole : whole.slice(0, offset, offset + layout.size)] as const;
      }),
    ),
    gradients: unflattenTree(gradients),
    slots: scope.declareAll(slotTypes, `slots.${definition.name}.`),
    step: step.add(1),
    learningRate: scope.declare('learningRate', FLOAT_SCALAR),
  });

  const outputs: Record<string, Node> = { ...metricOutputs(outcome), gradientNorm: norm.node };
  const updates = new Map(flattenTree<Tensor>(update.params));
  for (const name of new Set(parts.map(({ network }) => network))) {
    const own = parts.filter(({ network }) => network === name);
    const updated = replaceParts(
      packed[`params.${name}`]!,
      own.map(({ path, offset }) => ({ offset, values: updates.get(path)! })),
    );
    outputs[`params.${name}`] = updated.node;
    if (system.averageDecay !== undefined && isAveraged(system, name)) {
      const average = scope.declare(`average.${name}`, typeOf(layouts.params[name]!));
      const next = averageUpdate(average, updated, { decay: system.averageDecay, step });
      outputs[`average.${name}`] = next.node;
    }
  }
  const state = packState(layouts, outcome.state);
  if (state) outputs.state = state.node;
  for (const [path, slot] of flattenTree(update.slots)) {
    outputs[`slots.${definition.name}.${path}`] = slot.node;
  }
  return graphOf(outputs, scope.declared);
}

/** The graph of the validation metrics of one batch: outputs `metrics.*` only. */
export function validationGraph(
  system: TrainableSystem,
  layouts: VariableLayouts,
  data: DataTypes,
  batchSize: number,
): Graph {
  const scope = inputScope();
  const packed = declarePacked(layouts, scope);
  const outcome = system.validate({
    variables: unpackVariables(layouts, packed),
    batch: declareBatch(system, data, batchSize, scope),
    place: place(randomRoot, 'validation'),
    training: false,
    scalars: declareScalars(system, scope),
  });
  return graphOf(metricOutputs(outcome), scope.declared);
}

/** The graph of what a system's examples are weighted by: output `features` [B, F] of the fed `indices`. */
export function featureGraph(
  system: TrainableSystem,
  { features }: Sampling,
  layouts: VariableLayouts,
  data: DataTypes,
  batchSize: number,
): Graph {
  const scope = inputScope();
  const packed = declarePacked(layouts, scope);
  const { x } = declareBatch(system, { values: data.values }, batchSize, scope);
  const output = features(unpackVariables(layouts, packed), x);
  return graphOf({ features: output.node }, scope.declared);
}

/**
 * The graph that finds the first value that is not finite in a step: for every float node of the loss and
 * its gradients, in order, an output `<number>` that is 1 if all its entries are finite, else 0.
 */
export function diagnosisGraph(shapes: StepShapes): {
  readonly graph: Graph;
  readonly names: readonly string[];
} {
  const scope = inputScope();
  const { variables, outcome, trained } = traceStep(shapes, scope);
  const names: string[] = [];
  const flags: Record<string, Node> = {};
  const watch = (name: string, tensor: Tensor) => {
    if (tensor.dtype !== 'float32') return;
    // 0 · x is 0 for finite x and NaN otherwise, and NaN equals nothing.
    flags[String(names.length)] = tensor.mul(0).sum().equal(0).cast('float32').node;
    names.push(name);
  };
  for (const [path, tensor] of flattenTree(variables.params)) watch(`params.${path}`, tensor);
  for (const [path, tensor] of flattenTree(variables.state)) watch(`state.${path}`, tensor);
  for (const node of graphOf({ loss: outcome.loss.node }).nodes) {
    if (node.op === 'input' || node.op === 'constant') continue;
    const layer = node.scope ? `${node.scope} ` : '';
    watch(`${layer}(${node.op} [${node.type.shape.join(', ')}])`, new Tensor(node));
  }
  for (const [path, tensor] of flattenTree(gradientsOf(outcome.loss, trained))) {
    watch(`the gradient of ${path}`, tensor);
  }
  return { graph: graphOf(flags, scope.declared), names };
}
