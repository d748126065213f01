/** What is measured, at which batch sizes. */

export interface Network {
  /** A recipe, or a model of `bench/systems/`. */
  readonly name: string;
  /** The recipe's; for the models, their source's. */
  readonly batch: number;
  readonly isConvolutional: boolean;
  /** Only written for PyTorch, whose LSTM it is compared with. */
  readonly isRecurrent?: true;
}

export const networks: readonly Network[] = [
  { name: 'stacked-ae', batch: 32, isConvolutional: false },
  { name: 'dense-vae', batch: 128, isConvolutional: false },
  { name: 'recurrent-ae', batch: 32, isConvolutional: false, isRecurrent: true },
  { name: 'conv-ae', batch: 100, isConvolutional: true },
  { name: 'conv-vae', batch: 100, isConvolutional: true },
  { name: 'upsampling-ae', batch: 100, isConvolutional: true },
  { name: 'dcgan', batch: 32, isConvolutional: true },
  { name: 'ddpm', batch: 32, isConvolutional: true },
];

/** To show how the cost grows. */
export const batchSizes: readonly number[] = [16, 32, 64, 128, 256, 512];
