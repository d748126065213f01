/** An image of the user, through the encoder and back. */

import { Button, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { IconPhotoUp } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import { decodeArray } from '../../../../../../../packages/alebrije/src/server/contract/arrays.ts';
import { apiPath, readAnswer } from '../../../../api/client.ts';
import type { UseResults } from '../../../../api/contract.ts';
import { Failure } from '../../../../components/failure.tsx';
import { PixelImage } from '../../../../components/pixel-image.tsx';
import { Term } from '../../../../terms/term.tsx';
import { toPixels } from '../decoded/pixels.ts';
import { useExplorer } from '../explorer-context.ts';
import { DrawingPad } from './drawing-pad.tsx';
import classes from './own-image.module.css';

const MOST_BYTES = 16 * 2 ** 20;
const TYPES = { 'image/png': [], 'image/jpeg': [], 'image/webp': [] };

/** Sends an image to the run's encoder, and shows where it lies. */
function useEncodeImage() {
  const { run, label, capabilities, code, setOwnImage } = useExplorer();
  return useMutation({
    mutationFn: async (image: Blob) => {
      const query =
        capabilities.classes && label !== undefined
          ? `?${new URLSearchParams({ class: String(label) })}`
          : '';
      const answer = await fetch(`${apiPath`/api/runs/${run.name}/encode-image`}${query}`, {
        method: 'POST',
        body: image,
        headers: { 'Content-Type': image.type },
      });
      return readAnswer<UseResults['encode-image']>(answer.status, await answer.text());
    },
    onSuccess: (answer) => {
      const own = Float32Array.from(answer.code);
      setOwnImage({
        code: own,
        image: decodeArray(answer.image) as Float32Array,
        reconstruction: decodeArray(answer.reconstruction) as Float32Array,
      });
      code.set(own, 'example');
    },
  });
}

export function OwnImagePanel() {
  const { t } = useTranslation(['latent', 'shell']);
  const { capabilities, code, ownImage, setOwnImage } = useExplorer();
  const [how, setHow] = useState<'drop' | 'draw'>('drop');
  const encode = useEncodeImage();
  const { getRootProps, getInputProps, isDragActive, fileRejections, open } = useDropzone({
    // The button does this.
    noClick: true,
    noKeyboard: true,
    accept: TYPES,
    maxSize: MOST_BYTES,
    multiple: false,
    onDropAccepted: ([file]) => file && encode.mutate(file),
  });
  const { shape } = capabilities;
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          <Term name="encoder">{t('own.title')}</Term>
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('own.how')}
          value={how}
          onChange={(value) => setHow(value === 'draw' ? 'draw' : 'drop')}
          data={[
            { value: 'drop', label: t('own.drop') },
            { value: 'draw', label: t('own.draw') },
          ]}
        />
      </Group>
      <div className={classes.columns}>
        {how === 'drop' ? (
          <div
            {...getRootProps({ className: classes.drop })}
            data-active={isDragActive || undefined}
          >
            <input {...getInputProps({ 'aria-label': t('own.dropHere') })} />
            <IconPhotoUp size={28} stroke={1.4} aria-hidden />
            <Text size="sm" ta="center">
              {t('own.dropHere')}
            </Text>
            <Button size="xs" variant="default" onClick={open}>
              {t('own.choose')}
            </Button>
          </div>
        ) : (
          <DrawingPad
            shape={shape}
            isPending={encode.isPending}
            onDone={(image) => encode.mutate(image)}
          />
        )}
        {ownImage && (
          <div role="status">
            <div className={classes.results}>
              <figure>
                <PixelImage pixels={toPixels(ownImage.image)} shape={shape} label={t('own.seen')} />
                <figcaption>{t('own.seen')}</figcaption>
              </figure>
              <figure>
                <PixelImage
                  pixels={toPixels(ownImage.reconstruction)}
                  shape={shape}
                  label={t('own.reconstruction')}
                />
                <figcaption>{t('own.reconstruction')}</figcaption>
              </figure>
            </div>
            <Group gap={8} mt="xs">
              <Button
                size="xs"
                variant="default"
                onClick={() => code.set(ownImage.code, 'example')}
              >
                {t('own.go')}
              </Button>
              <Button
                size="xs"
                variant="subtle"
                color="gray"
                onClick={() => setOwnImage(undefined)}
              >
                {t('own.forget')}
              </Button>
            </Group>
          </div>
        )}
      </div>
      <Text size="xs" c="dimmed" mt="sm">
        {t('own.lead', { width: shape[2] ?? 0, height: shape[1] ?? 0 })}
      </Text>
      {fileRejections.length > 0 && (
        <Text size="sm" c="orange" mt="xs" role="alert">
          {t('own.refused')}
        </Text>
      )}
      {encode.error && <Failure error={encode.error} />}
    </>
  );
}
