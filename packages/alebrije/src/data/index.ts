/** Datasets: Fashion-MNIST, generated toys, and how they are split and batched. */

export { epochBatches } from './batches.ts';
export * from './dataset.ts';
export * from './generated.ts';
export { DATASETS, type DatasetEntry, loadDataset } from './registry.ts';
