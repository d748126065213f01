/** The known answers for the transposed convolution that the specification lists. */

import { input } from '../../src/graph/build.ts';
import { graphOf } from '../../src/graph/trace.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { type ConvOptions, convTranspose } from '../../src/tensor/spatial.ts';
import { Tensor } from '../../src/tensor/tensor.ts';
import { type ContractCheck, requireClose } from './check.ts';

const image = (rows: readonly (readonly number[])[]): HostTensor => ({
  dtype: 'float32',
  shape: [1, 1, rows.length, rows[0]!.length],
  data: Float32Array.from(rows.flat()),
});

const feeds = {
  image: image([
    [2, 3, 1],
    [0, 4, 2],
    [1, 6, 7],
  ]),
  kernel: image([
    [1, 2],
    [3, 4],
  ]),
};

const answers: readonly { name: string; options: ConvOptions; answer: HostTensor }[] = [
  {
    name: 'stride 1',
    options: {},
    answer: image([
      [2, 7, 7, 2],
      [6, 21, 25, 8],
      [1, 20, 41, 22],
      [3, 22, 45, 28],
    ]),
  },
  {
    name: 'stride 2',
    options: { strides: 2 },
    answer: image([
      [2, 4, 3, 6, 1, 2],
      [6, 8, 9, 12, 3, 4],
      [0, 0, 4, 8, 2, 4],
      [0, 0, 12, 16, 6, 8],
      [1, 2, 6, 12, 7, 14],
      [3, 4, 18, 24, 21, 28],
    ]),
  },
  {
    name: 'stride 2, padding 1',
    options: { strides: 2, padding: 1 },
    answer: image([
      [8, 9, 12, 3],
      [0, 4, 8, 2],
      [0, 12, 16, 6],
      [2, 6, 12, 7],
    ]),
  },
  {
    name: 'stride 2, padding 2',
    options: { strides: 2, padding: 2 },
    answer: image([
      [4, 8],
      [12, 16],
    ]),
  },
];

export const transposedConvolutionChecks: readonly ContractCheck[] = answers.map(
  ({ name, options, answer }) => ({
    name: `transposed convolution, ${name}`,
    run: async ({ runtime }) => {
      const symbol = (given: keyof typeof feeds) =>
        new Tensor(input(given, { dtype: 'float32', shape: feeds[given].shape }));
      const result = convTranspose(symbol('image'), symbol('kernel'), options);
      const program = await runtime.compile(graphOf({ result: result.node }));
      const actual = await program.run(feeds).host;
      program.dispose();
      requireClose(name, actual.result, answer, 0);
    },
  }),
);
