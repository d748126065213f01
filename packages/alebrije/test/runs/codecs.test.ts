/** Recipes that learn the codes of a trained model: their data, their runs, and what can be asked of both. */

import fs from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { varianceOfValues } from '../../src/metrics/reconstruction.ts';
import { findRecipe } from '../../src/recipes/registry.ts';
import { encodeData } from '../../src/runs/codecs/encoded-data.ts';
import { codecOf } from '../../src/runs/codecs/frozen-model.ts';
import { describeCodes, learnsCodes, untrainedModel } from '../../src/runs/codecs/open-codec.ts';
import { compareRuns } from '../../src/runs/compare.ts';
import { configure } from '../../src/runs/config.ts';
import { prepareData } from '../../src/runs/data.ts';
import { evaluateRun } from '../../src/runs/evaluate.ts';
import { encodeNetworks } from '../../src/runs/export.ts';
import { type OpenModel, openModel } from '../../src/runs/open-model.ts';
import { manifoldPicture } from '../../src/runs/pictures/code-manifold.ts';
import { priorCodes } from '../../src/runs/pictures/codes.ts';
import { reconstructionPicture } from '../../src/runs/pictures/reconstructions.ts';
import { samplePicture } from '../../src/runs/pictures/samples.ts';
import { reportContent } from '../../src/runs/report.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { trace } from '../../src/tensor/trace.ts';
import { rowsOf } from '../../src/train/model-session.ts';
import { compileGraph } from '../../src/train/resident.ts';
import { BACKEND, pictureFacts, trainedModel, trainRun } from './trained-runs.ts';

let codecFolder: string;
let codec: OpenModel;
let prior: OpenModel;

const toldSettings = () => [`codec=${codecFolder}`, 'conditional=true', 'epochs=1'];

beforeAll(async () => {
  codecFolder = await trainRun('vq-vae');
  codec = await openModel(codecFolder, { backend: BACKEND });
  prior = await trainedModel('pixelcnn-prior', [`codec=${codecFolder}`]);
  return () => codec.dispose();
});

describe('data made by encoding', () => {
  it('are the codes of the codec, with the labels of the images', async () => {
    const { train, validation, info } = prior.data;
    expect(train.values).toMatchObject({ dtype: 'uint8', shape: [400 - 100, 1, 7, 7] });
    expect(validation.labels).toEqual(codec.data.validation.labels);
    const codes = await codec.session.encodeDiscrete(codec.data.validation.values);
    expect(Array.from(validation.values.data)).toEqual(Array.from(codes.data));
    expect(info.codec).toMatchObject({ codes: 16, dataShape: [1, 28, 28] });
  });

  it('need neither the run of the codec nor the images again', async () => {
    const away = `${codecFolder}-away`;
    fs.renameSync(codecFolder, away);
    try {
      const again = await openModel(prior.run.path, { backend: BACKEND });
      expect(again.data.train.values).toEqual(prior.data.train.values);
      await again.dispose();
    } finally {
      fs.renameSync(away, codecFolder);
    }
  });

  it('are refused if they are not of the model that lies beside them', async () => {
    const copy = `${prior.run.path}-copy`;
    fs.cpSync(prior.run.path, copy, { recursive: true });
    const file = join(copy, 'codec', 'codes.safetensors');
    const bytes = fs.readFileSync(file);
    bytes[bytes.length - 40]! ^= 1;
    fs.writeFileSync(file, bytes);
    await expect(openModel(copy, { backend: BACKEND })).rejects.toThrow(/damaged/);
    fs.rmSync(join(copy, 'codec', 'model.safetensors'));
    await expect(openModel(copy, { backend: BACKEND })).rejects.toThrow(UserError);
  });

  it('are vectors where the codes are real numbers, which the codec decodes inside a graph', async () => {
    const recipe = findRecipe('dense-vae');
    const settings = ['data=fashion-mnist-subset', 'examples=20', 'validation=5', 'batchSize=10'];
    const config = configure(recipe, settings);
    const data = await prepareData(config);
    const model = untrainedModel(recipe, config, data.info);
    const runtime = await createRuntime(BACKEND);
    const encoded = await encodeData(model, data, config, { runtime });
    const { values } = encoded.data.train;
    expect(values).toMatchObject({ dtype: 'float32', shape: [15, model.system.views.codeSize] });
    const { decode, codes } = codecOf(model);
    expect(codes).toBeUndefined();
    const { graph, program } = await compileGraph(
      runtime,
      trace({ z: { dtype: 'float32', shape: values.shape } }, ({ z }) => ({
        y: decode(z as never),
      })),
    );
    expect(graph.inputs).toHaveLength(1);
    const { y } = await program.run({ z: values }).host;
    expect(y!.shape).toEqual([15, 1, 28, 28]);
    await runtime.dispose();
  });
});

describe('a codec', () => {
  const start = (settings: readonly string[]) => trainRun('pixelcnn-prior', { settings });

  it.each<[string, () => string[], RegExp]>([
    ['that is missing', () => [], /learns the codes of a trained vq-vae.*--set codec=/],
    ['that is no run', () => ['codec=nowhere'], /there is no run .*nowhere/],
    ['of other data', () => [`codec=${codecFolder}`, 'data=cartoon-faces'], /--data fashion-mnist/],
  ])('%s is refused in one line', async (_, settings, message) => {
    await expect(start(settings())).rejects.toThrow(message);
  });

  it('of another recipe is refused', async () => {
    const other = await trainRun('dense-vae', { settings: ['epochs=1'] });
    await expect(start([`codec=${other}`])).rejects.toThrow(/is a run of dense-vae.*vq-vae/);
  });

  it('is described without data, from a run or as the recipe is by default', async () => {
    const recipe = findRecipe('pixelcnn-prior');
    if (!learnsCodes(recipe)) throw new Error('it learns codes');
    const byDefault = await describeCodes(recipe, recipe.defaults, 'runs');
    expect(byDefault).toMatchObject({ shape: [1, 7, 7], codec: { codes: 128 } });
    const config = configure(recipe, [`codec=${codecFolder}`]);
    expect(await describeCodes(recipe, config, 'runs')).toMatchObject({ codec: { codes: 16 } });
  });
});

describe('a vector-quantised run', () => {
  it('measures its error over the variance, and how many codes are in use', async () => {
    const { metrics } = await evaluateRun(codec, {
      metrics: ['relativeMse', 'mse', 'perplexity', 'usedCodes'],
    });
    const { relativeMse, mse, perplexity, usedCodes } = metrics as Record<
      string,
      { value: number; floor?: number }
    >;
    const variance = varianceOfValues(await codec.session.prepare(codec.data.validation.values));
    expect(relativeMse!.value).toBeCloseTo(mse!.value / variance, 6);
    expect(relativeMse!.value / relativeMse!.floor!).toBeCloseTo(mse!.value / mse!.floor!, 5);
    expect(perplexity!.value).toBeGreaterThan(1);
    expect(usedCodes!.value).toBeGreaterThanOrEqual(perplexity!.value);
    expect(usedCodes!.value).toBeLessThanOrEqual(16);
  });

  it('reconstructs by way of its codes, and codes of codes are the same', async () => {
    const { session, data } = codec;
    const images = rowsOf(data.validation.values, 0, 4);
    const codes = await session.encode(images);
    const decoded = await session.decode(codes);
    expect(decoded.shape).toEqual([4, 1, 28, 28]);
    const direct = await session.reconstruct(images);
    for (const [i, value] of direct.data.entries()) expect(decoded.data[i]).toBeCloseTo(value, 5);
  });

  it('says in one line what its codes are not for', async () => {
    await expect(manifoldPicture(codec)).rejects.toThrow(UserError);
  });

  it('exports both forms of its codes', () => {
    const [encoder, decoder] = encodeNetworks(codec, 2);
    expect(encoder!.outputs.map(({ name }) => name)).toEqual(['codes', 'indices']);
    expect(decoder!.file).toBe('decoder.onnx');
  });

  it('has a report that says why it does not generate', async () => {
    const { sections } = await reportContent(codec);
    const ids = sections.map(({ id }) => id);
    expect(ids).toContain('samples');
    for (const id of ['plane', 'features', 'layout', 'distances']) expect(ids).not.toContain(id);
    expect(JSON.stringify(sections)).toContain('pixelcnn-prior');
  });
});

describe('a run that draws codes', () => {
  it('draws images, the same ones from the same seed', async () => {
    const { png, numbers } = await samplePicture(prior, { count: 4, seed: 3 });
    expect(numbers).toEqual({ count: 4, seed: 3 });
    expect((await pictureFacts(png)).ink).toBeGreaterThan(0.01);
    const { session, system } = prior;
    const draw = (count: number): Promise<HostTensor> =>
      session.decode(priorCodes(system.views, 3, count));
    const few = await draw(2);
    expect(few.shape).toEqual([2, 1, 28, 28]);
    expect(Array.from((await draw(4)).data.slice(0, few.data.length))).toEqual(
      Array.from(few.data),
    );
  });

  it('is measured by the probability of held-out codes', async () => {
    const { metrics } = await evaluateRun(prior, { metrics: ['codeNll'] });
    const { value, floor, samples } = metrics.codeNll!;
    expect(samples).toBe(100);
    expect(value).toBeCloseTo(prior.progress.history.at(-1)!.valLoss!, 5);
    expect(floor).toBeLessThanOrEqual(Math.log(16) + 0.5);
  });

  it('says in one line that it has no encoder', async () => {
    await expect(reconstructionPicture(prior)).rejects.toThrow(/has no encoder/);
    await expect(compareRuns([codecFolder, prior.run.path])).rejects.toThrow(
      /reconstructs no images/,
    );
    await expect(samplePicture(prior, { class: 'Dress' })).rejects.toThrow(/not told classes/);
  });

  it('exports its sampler, and reports', async () => {
    const networks = encodeNetworks(prior, 2);
    expect(networks.map(({ file }) => file)).toEqual(['sampler.onnx']);
    expect(networks[0]!.inputs).toEqual([{ name: 'draws', dtype: 'float32', shape: [2, 49] }]);
    const { sections } = await reportContent(prior);
    expect(sections.map(({ id }) => id)).toEqual(['model', 'training', 'samples', 'measured']);
  });

  it('draws the class that it is told', async () => {
    const told = await trainedModel('pixelcnn-prior', toldSettings());
    expect(told.system.views.classes).toBe(10);
    const { numbers } = await samplePicture(told, { class: 'Dress', count: 3 });
    expect(numbers).toMatchObject({ count: 3, class: 3 });
    const draws = priorCodes(told.system.views, 1, 2);
    const as = (label: number) => told.session.decode(draws, new Int32Array(2).fill(label));
    expect((await as(1)).shape).toEqual([2, 1, 28, 28]);
    await expect(told.session.decode(draws)).rejects.toThrow(UserError);
  });
});
