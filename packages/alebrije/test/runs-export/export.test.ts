import fs from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import ort from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CommandContext } from '../../src/cli/command.ts';
import { registerExport } from '../../src/cli/commands/export.ts';
import type { HostTensor } from '../../src/graph/types.ts';
import { sequential } from '../../src/nn/composition.ts';
import { dense } from '../../src/nn/dense.ts';
import { gru } from '../../src/nn/recurrent.ts';
import { flatten, reshape } from '../../src/nn/reshape.ts';
import { findRecipe, recipes } from '../../src/recipes/registry.ts';
import { autoencoderSystem } from '../../src/recipes/systems/autoencoder-system.ts';
import { unitPixels } from '../../src/recipes/systems/examples.ts';
import { configure } from '../../src/runs/config.ts';
import { type Exportable, encodeNetworks, exportRun } from '../../src/runs/export.ts';
import { openModel } from '../../src/runs/open-model.ts';
import { createRuntime } from '../../src/runtime/backends.ts';
import { checkModel } from '../../src/runtime/onnx/check.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { drawNormal, drawUniform, key } from '../../src/tensor/key.ts';
import { decodeSafetensors } from '../../src/train/files/safetensors.ts';
import { type ModelSession, rowsOf } from '../../src/train/model-session.ts';
import { expectClose } from '../metrics/closeness.ts';
import { temporaryFolder } from '../train/files/temporary-folder.ts';
import { trainTiny, untrainedModel } from './models.ts';

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createRuntime('cpu-inline');
});
afterAll(() => runtime.dispose());

/** Opened once for all batch sizes that a model is run with. */
const sessions = new Map<Uint8Array, Promise<ort.InferenceSession>>();
afterEach(async () => {
  const opened = await Promise.all(sessions.values());
  sessions.clear();
  for (const session of opened) await session.release();
});

/** Runs a model by ONNX Runtime alone. */
async function runModel(
  bytes: Uint8Array,
  inputs: Readonly<Record<string, HostTensor>>,
): Promise<ort.InferenceSession.ReturnType> {
  const opening =
    sessions.get(bytes) ?? ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  sessions.set(bytes, opening);
  const feeds = Object.entries(inputs).map(([name, { dtype, data, shape }]) => [
    name,
    new ort.Tensor(dtype, data, shape),
  ]);
  const session = await opening;
  return session.run(Object.fromEntries(feeds));
}

function randomCodes(count: number, size: number): HostTensor {
  return { dtype: 'float32', shape: [count, size], data: drawNormal(key(count), count * size) };
}

/** The network that draws new images against the session. */
async function expectSameSamples(
  { bytes }: ReturnType<typeof encodeNetworks>[number],
  { system, data: { train } }: Exportable,
  session: ModelSession,
  count: number,
): Promise<void> {
  const { codeSize, dataShape, classes, hasUniformPrior } = system.views;
  const labels = classes === undefined ? undefined : train.labels!.subarray(0, count);
  const data = drawUniform(key(count), count * codeSize);
  const draws: HostTensor = { dtype: 'float32', shape: [count, codeSize], data };
  const inputs: Record<string, HostTensor> = {
    [hasUniformPrior ? 'draws' : 'codes']: draws,
    ...(labels && { labels: { dtype: 'int32', shape: [count], data: labels } }),
  };
  const images = (await runModel(bytes, inputs)).images!;
  expect(images.dims).toEqual([count, ...dataShape]);
  expectClose(images.data as Float32Array, (await session.decode(draws, labels)).data, 1e-5);
}

/** Encoder and decoder against the session, for the first `count` examples. */
async function expectSameNumbers(
  networks: ReturnType<typeof encodeNetworks>,
  model: Exportable,
  session: ModelSession,
  count: number,
): Promise<void> {
  const { data, system } = model;
  const [encoder, decoder] = networks;
  if (!system.views.encode) {
    return expectSameSamples(networks[0]!, model, session, count);
  }
  const examples = rowsOf(data.train.values, 0, count);
  const labels = data.train.labels?.subarray(0, count);
  const classes: Record<string, HostTensor> =
    system.views.classes === undefined
      ? {}
      : { labels: { dtype: 'int32', shape: [count], data: labels! } };
  const images = { [encoder!.inputs[0]!.name]: examples };
  const encoded = await runModel(encoder!.bytes, { ...images, ...classes });
  const codes = encoded.codes!;
  expect(codes.dims).toEqual([count, system.views.codeSize]);
  expectClose(codes.data as Float32Array, (await session.encode(examples, labels)).data, 1e-5);
  if (system.views.posterior) {
    const { logVar } = await session.posterior(examples, labels);
    expectClose(encoded.logVar!.data as Float32Array, logVar.data, 1e-5);
  }
  const drawn = randomCodes(count, system.views.codeSize);
  const decoded = await runModel(decoder!.bytes, { codes: drawn, ...classes });
  const shown = decoded[decoder!.outputs[0]!.name]!;
  expect(shown.dims).toEqual([count, ...system.views.dataShape]);
  expectClose(shown.data as Float32Array, (await session.decode(drawn, labels)).data, 1e-5);
}

describe('every recipe', () => {
  test.each(recipes.map(({ name }) => name))('%s exports for any batch size', async (name) => {
    const recipe = findRecipe(name);
    // The graph of a diffusion holds its network once for each step; a guided one asks it for two batches in one,
    // which fixes the size.
    const unguided = ['sampler.steps=2', 'sampler.guidanceScale=1'];
    const config = configure(recipe, recipe.family === 'diffusion model' ? unguided : []);
    const { model, session } = await untrainedModel(recipe, runtime, (data) =>
      recipe.build(config, data),
    );
    const networks = encodeNetworks(model);
    for (const { bytes, obstacle, inputs, outputs } of networks) {
      expect(obstacle).toBeUndefined();
      const { graph } = checkModel(bytes);
      const stored = graph!.initializer.map((initializer) => initializer.name);
      expect(stored).toContain(Object.keys(model.variables).find((key) => stored.includes(key)));
      expect(graph!.input.map((input) => input.name)).toEqual(inputs.map((input) => input.name));
      for (const value of [...inputs, ...outputs]) expect(value.shape[0]).toBe('batch');
    }
    // A sampler is a long graph, which is compiled anew for each size.
    const counts = model.system.views.hasUniformPrior ? [1, 3] : [1, 17];
    for (const count of counts) await expectSameNumbers(networks, model, session, count);
  });
});

test('a guided diffusion, which asks for two batches in one, gets a fixed size', async () => {
  const recipe = findRecipe('conditional-ddpm');
  const config = configure(recipe, ['sampler.steps=2', 'sampler.guidanceScale=3']);
  const { model } = await untrainedModel(recipe, runtime, (data) => recipe.build(config, data));
  const [sampler] = encodeNetworks(model);
  expect(sampler!.obstacle).toMatch(/depends on the batch size/);
  expect(sampler!.inputs.map(({ shape }) => shape[0])).not.toContain('batch');
});

test('a recurrent network, which expands its first state to the batch, takes any batch', async () => {
  const recipe = findRecipe('stacked-ae');
  const { model, session } = await untrainedModel(recipe, runtime, (data) =>
    autoencoderSystem(recipe.defaults, data, {
      model: {
        encoder: sequential({ rows: reshape([28, 28]), gru: gru(5) }),
        decoder: sequential({
          start: dense(28),
          steps: reshape([4, 7]),
          gru: gru(6, { returnSequences: true }),
          flatten: flatten(),
          output: dense(784),
        }),
        likelihood: 'gaussian',
      },
      input: [1, 28, 28],
      codeSize: 5,
      dataShape: [1, 28, 28],
      preprocess: unitPixels,
    }),
  );
  const networks = encodeNetworks(model);
  for (const { bytes, obstacle } of networks) {
    expect(obstacle).toBeUndefined();
    checkModel(bytes);
  }
  for (const count of [1, 3, 17]) await expectSameNumbers(networks, model, session, count);
});

test('what depends on the batch size itself gets a fixed one, with the reason', async () => {
  const recipe = findRecipe('stacked-ae');
  const { model } = await untrainedModel(recipe, runtime, (data) => {
    const system = recipe.build(recipe.defaults, data);
    const { encode } = system.views;
    return {
      ...system,
      views: { ...system.views, encode: (v, x) => encode!(v, x).add(x.shape[0]!) },
    };
  });
  const [encoder, decoder] = encodeNetworks(model);
  expect(encoder!.obstacle).toMatch(/depends on the batch size/);
  expect(encoder!.inputs[0]!.shape[0]).toBe(1);
  expect(decoder!.obstacle).toBeUndefined();
  const { notes } = exportRun(model, { format: 'onnx', out: temporaryFolder() });
  expect(notes).toEqual([expect.stringMatching(/^encoder.onnx takes batches of 1 only/)]);
});

test('a batch size that is asked for is fixed', async () => {
  const { model, session } = await untrainedModel(findRecipe('dense-vae'), runtime);
  const networks = encodeNetworks(model, 4);
  expect(networks[0]!.inputs).toEqual([{ name: 'images', dtype: 'uint8', shape: [4, 1, 28, 28] }]);
  expect(networks[0]!.outputs.map(({ name }) => name)).toEqual(['codes', 'logVar']);
  await expectSameNumbers(networks, model, session, 4);
  const bytes = networks[1]!.bytes;
  await expect(runModel(bytes, { codes: randomCodes(5, 10) })).rejects.toThrow(/dimension/);
});

describe('a trained run', () => {
  const command = async (...argv: string[]) => {
    const answers: Readonly<Record<string, unknown>>[] = [];
    const texts: string[] = [];
    const context: CommandContext = {
      exitCode: 0,
      signal: new AbortController().signal,
      note: () => undefined,
      answer(json, text) {
        answers.push(json);
        texts.push(text);
      },
    };
    const program = new Command().exitOverride();
    registerExport(program, context);
    await program.parseAsync(argv, { from: 'user' });
    return { json: answers[0]!, text: texts[0]! };
  };

  test('is written by the command as ONNX and safetensors', async () => {
    const settings = ['data=fashion-mnist-subset', 'examples=200', 'validation=20', 'epochs=1'];
    const folder = await trainTiny('dense-vae', settings, temporaryFolder(), 1);
    const { json, text } = await command('export', folder);
    const paths = (json.files as { path: string }[]).map(({ path }) => path);
    expect(paths).toEqual(['encoder', 'decoder'].map((name) => join(folder, `model/${name}.onnx`)));
    expect(text).toContain('images: uint8 [batch, 1, 28, 28] -> codes: float32 [batch, 10]');

    const model = await openModel(folder, { backend: 'cpu-inline' });
    const networks = encodeNetworks(model).map((network, index) => ({
      ...network,
      bytes: fs.readFileSync(paths[index]!),
    }));
    await expectSameNumbers(networks, model, model.session, 3);
    const { metadataProps, graph } = checkModel(networks[0]!.bytes);
    const metadata = Object.fromEntries(metadataProps.map(({ key, value }) => [key, value]));
    expect(metadata).toMatchObject({ recipe: 'dense-vae', dataLicence: 'MIT (Zalando SE)' });
    expect(graph!.initializer.map(({ name }) => name)).toContain('params.encoder.hidden1.kernel');
    await model.dispose();

    const out = join(temporaryFolder(), 'new/weights');
    await command(
      'export',
      folder,
      '--format',
      'safetensors',
      '--out',
      out,
      '--checkpoint',
      'last',
    );
    const file = join(out, 'weights.safetensors');
    const { tensors } = decodeSafetensors(fs.readFileSync(file), file);
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(model.variables).sort());
    const name = 'params.decoder.output.kernel';
    expect(tensors[name]).toEqual(model.variables[name]);
  });

  test('options are checked', async () => {
    await expect(command('export', 'nowhere', '--format', 'hdf5')).rejects.toThrow(/hdf5/);
    await expect(command('export', 'nowhere')).rejects.toThrow(/there is no run/);
  });
});
