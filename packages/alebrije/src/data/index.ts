/** Datasets: stored, downloaded, generated and the user's own, and how they are split and batched. */

export { epochBatches } from './batches.ts';
export { cartoonFaces } from './cartoon-faces/cartoon-faces.ts';
export { FACE_ATTRIBUTES } from './cartoon-faces/face-attributes.ts';
export * from './dataset.ts';
export type { DatasetEntry, ImageTarget, LoadOptions } from './dataset-entry.ts';
export { readDatasetFile, writeDatasetFile } from './dataset-file.ts';
export { diagnosePath } from './doctor/path-doctor.ts';
export * from './generated.ts';
export { DATASETS, datasetEntries, findDatasetEntry, loadDataset } from './registry.ts';
export { drawShapes, SHAPE_FACTORS, shapes } from './shapes.ts';
export { type ImportOptions, importDataset } from './user-datasets.ts';
