/** Data of the same shape, that are here, for those that have to be downloaded. */

const STAND_INS: Readonly<Record<string, string>> = {
  'fashion-mnist': 'fashion-mnist-subset',
  mnist: 'fashion-mnist-subset',
  'cifar-10': 'cartoon-faces',
};

export function standInFor(dataset: string): string {
  return STAND_INS[dataset] ?? dataset;
}
