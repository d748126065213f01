/** Which image is filled: one that the model never saw, or the user's own. */

import { ActionIcon, Alert, Button, Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconPhotoUp } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import { apiPath, request } from '../../../../api/client.ts';
import type { Capabilities, UseResults } from '../../../../api/contract.ts';
import { PixelImage } from '../../../../components/pixel-image.tsx';
import { tilesOf } from '../tiles.ts';
import classes from './fill.module.css';
import { type OwnImage, readOwnImage } from './own-image.ts';

const SHOWN = 10;

export function useHeldOut(run: string, indices: readonly number[]) {
  const { data, error } = useQuery({
    queryKey: ['held-out', run, indices],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      request<UseResults['examples']>(apiPath`/api/runs/${run}/examples`, {
        method: 'POST',
        body: { split: 'test', indices },
        signal,
      }),
  });
  const tiles = useMemo(() => (data ? tilesOf(data.examples) : []), [data]);
  return { tiles, error };
}

interface ImageChoiceProps {
  readonly run: string;
  readonly capabilities: Capabilities;
  /** undefined: the user's own. */
  readonly index: number | undefined;
  readonly own: OwnImage | undefined;
  readonly onIndex: (index: number) => void;
  readonly onOwn: (own: OwnImage) => void;
}

export function ImageChoice(props: ImageChoiceProps) {
  const { run, capabilities, index, own, onIndex, onOwn } = props;
  const { t } = useTranslation('generate');
  const total = capabilities.examples.test;
  const [first, setFirst] = useState(() => Math.floor((index ?? 0) / SHOWN) * SHOWN);
  const count = Math.min(SHOWN, total - first);
  const { tiles } = useHeldOut(
    run,
    Array.from({ length: Math.max(1, count) }, (_, place) => first + place),
  );
  return (
    <div>
      <Group gap={6} wrap="nowrap" align="center">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('fill.earlier')}
          disabled={first === 0}
          onClick={() => setFirst(Math.max(0, first - SHOWN))}
        >
          <IconChevronLeft size={17} />
        </ActionIcon>
        <ul className={classes.choice} aria-label={t('fill.heldOut')}>
          {tiles.slice(0, count).map(({ pixels, shape }, place) => {
            const each = first + place;
            return (
              <li key={each}>
                <UnstyledButton
                  className={classes.choose}
                  aria-label={t('fill.example', { index: each })}
                  aria-pressed={each === index}
                  onClick={() => onIndex(each)}
                >
                  <PixelImage pixels={pixels} shape={shape} label="" />
                </UnstyledButton>
              </li>
            );
          })}
        </ul>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('fill.later')}
          disabled={first + SHOWN >= total}
          onClick={() => setFirst(first + SHOWN)}
        >
          <IconChevronRight size={17} />
        </ActionIcon>
      </Group>
      <OwnChoice
        shape={capabilities.shape}
        own={own}
        isChosen={index === undefined}
        onOwn={onOwn}
      />
    </div>
  );
}

interface OwnChoiceProps {
  readonly shape: readonly number[];
  readonly own: OwnImage | undefined;
  readonly isChosen: boolean;
  readonly onOwn: (own: OwnImage) => void;
}

function OwnChoice({ shape, own, isChosen, onOwn }: OwnChoiceProps) {
  const { t } = useTranslation('generate');
  const [isRefused, setRefused] = useState(false);
  const read = async (file: File) => {
    try {
      onOwn(await readOwnImage(file, shape));
      setRefused(false);
    } catch {
      setRefused(true);
    }
  };
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    // The button does this.
    noClick: true,
    noKeyboard: true,
    multiple: false,
    accept: { 'image/png': [], 'image/jpeg': [], 'image/webp': [] },
    onDropAccepted: ([file]) => file && void read(file),
    onDropRejected: () => setRefused(true),
  });
  return (
    <>
      <div
        {...getRootProps({
          className: classes.drop,
          'data-over': isDragActive || undefined,
          'data-chosen': isChosen || undefined,
        })}
      >
        <input {...getInputProps({ 'aria-label': t('fill.drop') })} />
        <IconPhotoUp size={20} aria-hidden />
        <Text size="sm" flex={1} truncate>
          {own && isChosen ? own.name : t('fill.drop')}
        </Text>
        <Button size="xs" variant="default" onClick={open}>
          {t('fill.choose')}
        </Button>
      </div>
      {isRefused && (
        <Alert color="orange" mt="xs" role="alert">
          {t('fill.noImage')}
        </Alert>
      )}
    </>
  );
}
