/** Known answers of elementwise ops; NumPy 2.4 and SciPy 1.17 where a call is named. */

import type { OpName } from '../../../src/graph/ops.ts';
import { bytes, float, int } from './build.ts';
import type { KnownCases } from './known-case.ts';

const points = float([5], [-2.5, -0.5, 0, 1, 3]);
const perPoint = (answers: readonly number[]) => [[points], {}, float([5], answers)] as const;

const column = float([2, 1], [1, 2]);
const row = float([3], [10, 20, 30]);
const columnOfInts = int([2, 1], [7, -7]);
const rowOfInts = int([2], [2, -3]);
const truths = bytes('bool', [4], [0, 0, 1, 1]);
const otherTruths = bytes('bool', [4], [0, 1, 0, 1]);

export const knownElementwise = {
  cast: [
    [[float([4], [-1.7, -0.5, 0.5, 2.9])], { dtype: 'int32' }, int([4], [-1, 0, 0, 2])],
    [[float([4], [0, -0.1, 3, Infinity])], { dtype: 'bool' }, bytes('bool', [4], [0, 1, 1, 1])],
    [[int([3], [256, 0, -1])], { dtype: 'bool' }, bytes('bool', [3], [1, 0, 1])],
    [[float([2], [0, 255])], { dtype: 'uint8' }, bytes('uint8', [2], [0, 255])],
    [[bytes('uint8', [2], [0, 255])], { dtype: 'float32' }, float([2], [0, 255])],
    [[bytes('bool', [2], [1, 0])], { dtype: 'int32' }, int([2], [1, 0])],
  ],
  stopGradient: [perPoint([-2.5, -0.5, 0, 1, 3])],
  neg: [perPoint([2.5, 0.5, 0, -1, -3]), [[int([2], [4, -5])], {}, int([2], [-4, 5])]],
  abs: [perPoint([2.5, 0.5, 0, 1, 3]), [[int([2], [4, -5])], {}, int([2], [4, 5])]],
  sign: [perPoint([-1, -1, 0, 1, 1])],
  // np.exp(points), and so on.
  exp: [perPoint([0.0820849986238988, 0.6065306597126334, 1, Math.E, 20.085536923187668])],
  log: [[[float([4], [0.5, 1, 10, 0])], {}, float([4], [-Math.LN2, 0, Math.LN10, -Infinity])]],
  sqrt: [[[float([3], [0, 2, 9])], {}, float([3], [0, Math.SQRT2, 3])]],
  reciprocal: [[[float([3], [4, -0.5, 0])], {}, float([3], [0.25, -2, Infinity])]],
  sin: [
    perPoint([-0.5984721441039565, -0.479425538604203, 0, 0.8414709848078965, 0.1411200080598672]),
  ],
  cos: [
    perPoint([-0.8011436155469337, 0.8775825618903728, 1, 0.5403023058681398, -0.9899924966004454]),
  ],
  tanh: [
    perPoint([
      -0.9866142981514303, -0.46211715726000974, 0, 0.7615941559557649, 0.9950547536867305,
    ]),
  ],
  // scipy.special.expit(points)
  sigmoid: [
    perPoint([
      0.07585818002124355, 0.3775406687981454, 0.5, 0.7310585786300049, 0.9525741268224334,
    ]),
    [[float([2], [-1000, 1000])], {}, float([2], [0, 1])],
  ],
  // points * scipy.special.expit(points)
  silu: [
    perPoint([
      -0.18964545005310887, -0.1887703343990727, 0.0, 0.7310585786300049, 2.8577223804672998,
    ]),
    [[float([2], [-1000, 1000])], {}, float([2], [0, 1000])],
  ],
  // np.logaddexp(0, points)
  softplus: [
    perPoint([
      0.07888973429254963,
      0.4740769841801067,
      Math.LN2,
      1.3132616875182228,
      3.048587351573742,
    ]),
    [[float([2], [-1000, 1000])], {}, float([2], [0, 1000])],
  ],
  // math.erf, on both sides of the change of method at 2
  erf: [
    [
      [float([8], [-3, -1, 1e-9, 0.3, 1.999999, 2, 2.5, 6.5])],
      {},
      float(
        [8],
        [
          -0.9999779095030014, -0.8427007929497149, 1.1283791670955127e-9, 0.3286267594591274,
          0.9953222443519261, 0.9953222650189527, 0.999593047982555, 1,
        ],
      ),
    ],
  ],
  relu: [perPoint([0, 0, 0, 1, 3])],
  leakyRelu: [[[points], { slope: 0.2 }, float([5], [-0.5, -0.1, 0, 1, 3])]],
  step: [[[points], { low: 0.2 }, float([5], [0.2, 0.2, 0.2, 1, 1])]],
  floor: [perPoint([-3, -1, 0, 1, 3])],
  ceil: [perPoint([-2, 0, 0, 1, 3])],
  round: [
    [
      [float([9], [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, 2.6, 0.49999999999999994])],
      {},
      float([9], [-2, -2, 0, 0, 2, 2, 2, 3, 0]),
    ],
  ],
  not: [[[truths], {}, bytes('bool', [4], [1, 1, 0, 0])]],

  add: [
    [[column, row], {}, float([2, 3], [11, 21, 31, 12, 22, 32])],
    [[columnOfInts, rowOfInts], {}, int([2, 2], [9, 4, -5, -10])],
    [[float([], [1]), float([2], [1, 2])], {}, float([2], [2, 3])],
  ],
  sub: [[[column, row], {}, float([2, 3], [-9, -19, -29, -8, -18, -28])]],
  mul: [
    [[column, row], {}, float([2, 3], [10, 20, 30, 20, 40, 60])],
    // np.int32(123456789) * np.int32(987654321)
    [[int([], [123456789]), int([], [987654321])], {}, int([], [-67153019])],
  ],
  div: [
    [[row, column], {}, float([2, 3], [10, 20, 30, 5, 10, 15])],
    [[columnOfInts, rowOfInts], {}, int([2, 2], [3, -2, -3, 2])],
  ],
  pow: [
    [
      [float([5], [2, 2, 9, -2, 1]), float([5], [3, -1, 0.5, 3, Number.NaN])],
      {},
      float([5], [8, 0.5, 3, -8, 1]),
    ],
  ],
  maximum: [
    [[column, float([3], [0, 1.5, 3])], {}, float([2, 3], [1, 1.5, 3, 2, 2, 3])],
    [[float([1], [Number.NaN]), float([1], [1])], {}, float([1], [Number.NaN])],
  ],
  minimum: [[[column, float([3], [0, 1.5, 3])], {}, float([2, 3], [0, 1, 1, 0, 1.5, 2])]],
  equal: [[[column, float([2], [1, 2])], {}, bytes('bool', [2, 2], [1, 0, 0, 1])]],
  less: [[[column, float([2], [1, 2])], {}, bytes('bool', [2, 2], [0, 1, 0, 0])]],
  greater: [[[column, float([2], [1, 2])], {}, bytes('bool', [2, 2], [0, 0, 1, 0])]],
  and: [[[truths, otherTruths], {}, bytes('bool', [4], [0, 0, 0, 1])]],
  or: [[[truths, otherTruths], {}, bytes('bool', [4], [0, 1, 1, 1])]],
  select: [
    [
      [bytes('bool', [2, 1], [1, 0]), row, float([], [-1])],
      {},
      float([2, 3], [10, 20, 30, -1, -1, -1]),
    ],
    [[bytes('bool', [2], [0, 1]), int([2], [1, 2]), int([2], [3, 4])], {}, int([2], [3, 2])],
  ],
} satisfies Partial<KnownCases<OpName>>;
