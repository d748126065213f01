/** Images with their labels; a click enlarges one. */

import { Badge, Group, Modal, Text, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DatasetExamples } from '../../api/contract.ts';
import { useDatasetWords } from '../../components/dataset-words.ts';
import { PixelImage } from '../../components/pixel-image.tsx';
import classes from './dataset-page.module.css';
import { type ImageExample, imagesOf } from './examples.ts';

const LARGE_SIDE = 48;

export function ImageGrid({ answer }: { answer: DatasetExamples }) {
  const { t } = useTranslation(['data', 'shell']);
  const words = useDatasetWords();
  const [enlarged, setEnlarged] = useState<ImageExample>();
  const images = useMemo(() => imagesOf(answer), [answer]);
  const { classNames } = answer;
  const labelOf = ({ label }: ImageExample) => {
    if (label === undefined) return undefined;
    const name = classNames?.[label];
    return name === undefined ? String(label) : words.className(name);
  };
  const nameOf = (image: ImageExample) => {
    const label = labelOf(image);
    const { index } = image;
    return label === undefined ? t('example', { index }) : t('exampleOf', { index, label });
  };
  const side = images[0]?.shape[1] ?? 0;
  return (
    <>
      <ul className={classes.grid} data-large={side > LARGE_SIDE || undefined}>
        {images.map((image) => (
          <li key={image.index}>
            <UnstyledButton
              className={classes.tile}
              aria-label={nameOf(image)}
              onClick={() => setEnlarged(image)}
            >
              <PixelImage pixels={image.pixels} shape={image.shape} label="" />
              {labelOf(image) !== undefined && (
                <span className={classes.label} aria-hidden>
                  {labelOf(image)}
                </span>
              )}
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {enlarged && (
        <Modal
          opened
          onClose={() => setEnlarged(undefined)}
          title={nameOf(enlarged)}
          closeButtonProps={{ 'aria-label': t('shell:close') }}
          centered
        >
          <PixelImage
            pixels={enlarged.pixels}
            shape={enlarged.shape}
            label={nameOf(enlarged)}
            className={classes.enlarged}
          />
          {enlarged.attributes.length > 0 && (
            <>
              <Text size="sm" fw={600} mt="md" mb={6}>
                {t('attributes')}
              </Text>
              <Group gap={6} lang="en">
                {enlarged.attributes.map((attribute) => (
                  <Badge key={attribute} variant="default">
                    {attribute}
                  </Badge>
                ))}
              </Group>
            </>
          )}
        </Modal>
      )}
    </>
  );
}
