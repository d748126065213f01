/** The pictures of a run by what they show and by epoch. */

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunPicture } from '../../api/contract.ts';

export interface PictureKind {
  readonly kind: string;
  /** Ascending. */
  readonly pictures: readonly (RunPicture & { readonly epoch: number })[];
}

/** What the training drew; reconstructions, which are low and wide, before samples. */
export function pictureKinds(pictures: readonly RunPicture[]): PictureKind[] {
  const kinds = new Map<string, (RunPicture & { epoch: number })[]>();
  for (const picture of pictures) {
    const { kind, epoch } = picture;
    if (epoch === undefined) continue;
    kinds.set(kind, [...(kinds.get(kind) ?? []), { ...picture, epoch }]);
  }
  return [...kinds]
    .map(([kind, found]) => ({ kind, pictures: found.sort((a, b) => a.epoch - b.epoch) }))
    .sort((a, b) => a.kind.localeCompare(b.kind));
}

/** Epochs of any kind, ascending. */
export function pictureEpochs(kinds: readonly PictureKind[]): number[] {
  const epochs = kinds.flatMap(({ pictures }) => pictures.map(({ epoch }) => epoch));
  return [...new Set(epochs)].sort((a, b) => a - b);
}

/** The newest picture that is not later than an epoch; the first if all are. */
export function pictureAt({ pictures }: PictureKind, epoch: number) {
  return pictures.findLast((picture) => picture.epoch <= epoch) ?? pictures[0];
}

/** What pictures show, in words; a command's name where the page does not know it. */
export function usePictureKindName(): (kind: string) => string {
  const { t, i18n } = useTranslation('run');
  return useCallback(
    (kind: string) => {
      const key = `pictures.kinds.${kind}`;
      return i18n.exists(key, { ns: 'run' }) ? t(key as 'pictures.kinds.samples') : kind;
    },
    [t, i18n],
  );
}
