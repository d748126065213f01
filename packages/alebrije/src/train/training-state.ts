/** All that a training changes, packed on the device and by name in a snapshot. */

import type { HostTensor } from '../graph/types.ts';
import { flattenTree } from '../tensor/tree.ts';
import { allSteps } from './phases.ts';
import { type Resident, readAll } from './resident.ts';
import { initialSlots, networkOf } from './step-program.ts';
import { isAveraged, type TrainableSystem } from './system.ts';
import { namedVariables, packNamed, type VariableLayouts } from './variables.ts';

const AVERAGE = 'average.';

/** Everything that a step reads and writes, at the start of a training. */
export function initialState(
  system: TrainableSystem,
  layouts: VariableLayouts,
  packed: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const state: Record<string, HostTensor> = { ...packed };
  for (const definition of allSteps(system)) {
    for (const [path, slot] of flattenTree(initialSlots(definition, layouts))) {
      state[`slots.${definition.name}.${path}`] = slot;
    }
    for (const name of definition.trains.map(networkOf)) {
      if (isAveraged(system, name)) state[`${AVERAGE}${name}`] = packed[`params.${name}`]!;
    }
  }
  return state;
}

/** The inverse of `snapshotTensors`. */
export function restoredState(
  system: TrainableSystem,
  layouts: VariableLayouts,
  tensors: Readonly<Record<string, HostTensor>>,
): Record<string, HostTensor> {
  const state = initialState(system, layouts, packNamed(layouts, tensors));
  for (const name of Object.keys(state)) {
    if (name.startsWith('slots.')) state[name] = tensors[name]!;
  }
  if (system.averageDecay !== undefined) {
    const averaged = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        name.startsWith('params.') ? tensors[AVERAGE + name]! : tensor,
      ]),
    );
    const packed = packNamed(layouts, averaged);
    for (const name of Object.keys(layouts.params)) {
      if (state[AVERAGE + name]) state[AVERAGE + name] = packed[`params.${name}`]!;
    }
  }
  return state;
}

/** `params.*` and `state.*` by name, `average.params.*` if averaged, `slots.<step>.*` packed. */
export async function snapshotTensors(
  layouts: VariableLayouts,
  resident: Resident,
): Promise<Record<string, HostTensor>> {
  const host = await readAll(resident);
  const tensors = namedVariables(layouts, host);
  for (const [name, tensor] of Object.entries(host)) {
    if (name.startsWith('slots.')) tensors[name] = tensor;
  }
  if (Object.keys(host).some((name) => name.startsWith(AVERAGE))) {
    const averaged = { ...host };
    for (const name of Object.keys(layouts.params)) {
      averaged[`params.${name}`] = host[AVERAGE + name] ?? host[`params.${name}`]!;
    }
    for (const [name, tensor] of Object.entries(namedVariables(layouts, averaged))) {
      if (name.startsWith('params.')) tensors[AVERAGE + name] = tensor;
    }
  }
  return tensors;
}

/** The variables that views and validation use: averages in place of parameters where there are any. */
export function evaluationVariables(layouts: VariableLayouts, resident: Resident): Resident {
  const variables: Resident = new Map();
  for (const name of Object.keys(layouts.params)) {
    variables.set(
      `params.${name}`,
      (resident.get(AVERAGE + name) ?? resident.get(`params.${name}`))!,
    );
  }
  const state = resident.get('state');
  if (state) variables.set('state', state);
  return variables;
}
