/**
 * Trains a small variational autoencoder from code, then encodes and decodes with it.
 * Run: npm run build && node examples/train-and-encode.mjs [folder for the run]
 */

import { configure, findRecipe, openModel, startRun } from 'alebrije';

const runsFolder = process.argv[2] ?? 'runs';
const recipe = findRecipe('conv-vae');
const config = configure(recipe, ['data=fashion-mnist-subset', 'examples=1000', 'epochs=2']);
const { run, progress } = await startRun(recipe, config, { runsFolder });
console.log(`${run.name}: validation loss ${progress.history.at(-1).valLoss.toFixed(1)}`);

const model = await openModel(run.path);
const codes = await model.session.encode(model.data.validation.values);
const images = await model.session.decode(codes);
console.log(`codes [${codes.shape}], decoded to images [${images.shape}]`);
await model.dispose();
