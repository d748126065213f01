/**
 * What precision, recall and their kin say of real images that were only blurred: node bench/dist/bench/blurred-precision.js
 * <run of any model of images with classes>. Writes bench/results/blurred-precision.json.
 */

import fs from 'node:fs';
import path from 'node:path';
import type { HostTensor } from '../packages/alebrije/src/graph/types.ts';
import { covarianceOf } from '../packages/alebrije/src/metrics/covariance.ts';
import { frechetDistance } from '../packages/alebrije/src/metrics/sampling/frechet-distance.ts';
import {
  ballsAround,
  neighbourhoodOverlap,
} from '../packages/alebrije/src/metrics/sampling/neighbourhood-overlap.ts';
import { evaluationData } from '../packages/alebrije/src/runs/evaluation-data.ts';
import { openModel } from '../packages/alebrije/src/runs/open-model.ts';
import { dataJudge, sampleSets } from '../packages/alebrije/src/runs/sample-sets.ts';
import { hostFloats } from '../packages/alebrije/src/train/model-session.ts';

/** Each pixel as the mean of those within one step, of images [N, C, H, W]. */
function blurred({ shape, data }: HostTensor): HostTensor {
  const [height, width] = shape.slice(2) as [number, number];
  const area = height * width;
  const result = new Float32Array(data.length);
  for (let place = 0; place < data.length; place++) {
    const start = place - (place % area);
    const [row, column] = [Math.floor((place - start) / width), place % width];
    let [sum, count] = [0, 0];
    for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
      for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
        sum += data[start + y * width + x]!;
        count++;
      }
    }
    result[place] = sum / count;
  }
  return hostFloats(shape, result);
}

const [run] = process.argv.slice(2);
if (run === undefined) throw new Error('give the folder of a run');
const model = await openModel(run);
const data = evaluationData(model);
const { training, test, count } = await sampleSets(data);
const judge = await dataJudge(data);
const features = (images: HostTensor) => judge.features(images, images.shape.slice(1));
const real = await features(test);
const balls = await ballsAround(model.runtime, real);

async function judged(images: HostTensor) {
  const seen = await features(images);
  const overlap = neighbourhoodOverlap(
    model.runtime,
    balls,
    await ballsAround(model.runtime, seen),
  );
  return { ...(await overlap), fid: frechetDistance(covarianceOf(seen), covarianceOf(real)) };
}

const result = {
  what: `${count} training images beside as many test images, as they are and blurred`,
  judge: judge.name,
  asTheyAre: await judged(training),
  blurred: await judged(blurred(training)),
};
await model.dispose();
const file = path.join(import.meta.dirname, '../../results/blurred-precision.json');
fs.writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
process.stderr.write(`${JSON.stringify(result, null, 2)}\n`);
