/** Bringing one's own images: drop an archive or a folder, say how it is called, see what the doctor finds. */

import { Alert, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconFileZip } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { IMPORT_LIMITS } from '../../../../../packages/alebrije/src/server/contract/import-limits.ts';
import type { ImportedDataset } from '../../api/contract.ts';
import { keys } from '../../api/queries.ts';
import { ErrorText } from '../../components/error-text.tsx';
import { useFormat } from '../../components/format.ts';
import { Panel } from '../../components/panel.tsx';
import { DataFindings } from './data-findings.tsx';
import { ImportForm } from './import-form.tsx';
import classes from './import-panel.module.css';
import { IMPORTED_FILES, type Refused, whatToImport } from './imported-files.ts';
import { packImages } from './pack-images.ts';
import { type ImportOptions, RefusedArchive, type Upload, uploadArchive } from './upload.ts';

type Step =
  | { readonly name: 'drop'; readonly refused?: Refused | 'unreadable' }
  | { readonly name: 'packing'; readonly share: number }
  | { readonly name: 'form'; readonly file: File; readonly error?: unknown }
  | { readonly name: 'sending'; readonly upload: Upload; readonly share: number }
  | { readonly name: 'done'; readonly dataset: ImportedDataset };

export function ImportPanel() {
  const { t } = useTranslation(['data', 'shell']);
  const format = useFormat();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ name: 'drop' });
  const folderInput = useRef<HTMLInputElement>(null);

  const take = async (files: readonly File[]) => {
    const taken = whatToImport(files);
    if ('refused' in taken) return setStep({ name: 'drop', refused: taken.refused });
    if ('archive' in taken) return setStep({ name: 'form', file: taken.archive });
    setStep({ name: 'packing', share: 0 });
    try {
      const file = await packImages(taken.images, (share) => setStep({ name: 'packing', share }));
      setStep({ name: 'form', file });
    } catch {
      setStep({ name: 'drop', refused: 'unreadable' });
    }
  };

  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    // The buttons do this.
    noClick: true,
    noKeyboard: true,
    accept: IMPORTED_FILES,
    onDrop: (files, rejected) => {
      if (files.length + rejected.length > 0) void take(files);
    },
  });

  const takeFolder = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    input.value = '';
    void take(files);
  };

  const send = (file: File, options: ImportOptions) => {
    const upload = uploadArchive(file, options, (share) =>
      setStep({ name: 'sending', upload, share }),
    );
    setStep({ name: 'sending', upload, share: 0 });
    upload.result.then(
      (dataset) => {
        setStep({ name: 'done', dataset });
        void client.invalidateQueries({ queryKey: keys.datasets });
        client.removeQueries({ queryKey: keys.examples(dataset.name) });
      },
      (error: unknown) => setStep({ name: 'form', file, error }),
    );
  };

  return (
    <Panel>
      <Title order={2} size="h3" mb="sm">
        {t('import.title')}
      </Title>
      {step.name === 'drop' && (
        <>
          <div
            {...getRootProps({ className: classes.drop, 'data-over': isDragActive || undefined })}
          >
            <input {...getInputProps({ 'aria-label': t('import.drop') })} />
            <IconFileZip size={34} stroke={1.4} aria-hidden />
            <div className={classes.words}>
              <Text fw={600}>{t('import.drop')}</Text>
              <Text size="sm" c="dimmed">
                {t('import.how', {
                  size: format.bytes(IMPORT_LIMITS.archiveBytes),
                  entries: format.integer(IMPORT_LIMITS.entries),
                })}
              </Text>
            </div>
            <Group gap="xs">
              <Button variant="default" onClick={open}>
                {t('import.choose')}
              </Button>
              <Button variant="default" onClick={() => folderInput.current?.click()}>
                {t('import.chooseFolder')}
              </Button>
            </Group>
            <input
              ref={folderInput}
              type="file"
              // Not in the types of React, but in all browsers.
              {...{ webkitdirectory: '' }}
              hidden
              aria-label={t('import.chooseFolder')}
              onChange={({ currentTarget }) => takeFolder(currentTarget)}
            />
          </div>
          {step.refused && (
            <Alert color="orange" mt="sm" role="alert">
              {t(`import.${step.refused}`, {
                size: format.bytes(IMPORT_LIMITS.archiveBytes),
                entries: format.integer(IMPORT_LIMITS.entries),
              })}
            </Alert>
          )}
        </>
      )}
      {step.name === 'packing' && (
        <Stack gap="xs" role="status">
          <Progress value={100 * step.share} aria-label={t('import.packing')} />
          <Text size="sm">{t('import.packing')}</Text>
        </Stack>
      )}
      {step.name === 'form' && (
        <Stack gap="sm">
          {step.error !== undefined && <Refusal error={step.error} />}
          <ImportForm
            file={step.file}
            onStart={(options) => send(step.file, options)}
            onCancel={() => setStep({ name: 'drop' })}
          />
        </Stack>
      )}
      {step.name === 'sending' && (
        <Stack gap="xs" role="status">
          <Progress
            value={100 * step.share}
            animated={step.share >= 1}
            aria-label={t('import.sending', { percent: format.percent(step.share) })}
          />
          <Group justify="space-between">
            <Text size="sm">
              {step.share < 1
                ? t('import.sending', { percent: format.percent(step.share) })
                : t('import.reading')}
            </Text>
            <Button variant="default" size="xs" onClick={step.upload.cancel}>
              {t('shell:cancel')}
            </Button>
          </Group>
        </Stack>
      )}
      {step.name === 'done' && (
        <Imported dataset={step.dataset} onAgain={() => setStep({ name: 'drop' })} />
      )}
    </Panel>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation('data');
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  return (
    <Alert color="orange" role="alert" title={t('import.refused')}>
      <Text size="sm">
        <ErrorText error={error} />
      </Text>
      {error instanceof RefusedArchive && <DataFindings findings={error.findings} />}
    </Alert>
  );
}

function Imported({ dataset, onAgain }: { dataset: ImportedDataset; onAgain: () => void }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const { name, sizes, shape, findings } = dataset;
  return (
    <Stack gap="sm" role="status">
      <Group gap="sm">
        <IconCircleCheck size={24} color="var(--mantine-color-teal-6)" aria-hidden />
        <div>
          <Text fw={650}>{t('import.done', { name })}</Text>
          <Text size="sm" c="dimmed">
            {t('import.doneText', {
              train: format.integer(sizes.train),
              test: format.integer(sizes.test),
              shape: shape.join('×'),
            })}
          </Text>
        </div>
      </Group>
      {findings.length === 0 ? (
        <Text size="sm">{t('import.fine')}</Text>
      ) : (
        <div>
          <Text size="sm" fw={600}>
            {t('import.findings')}
          </Text>
          <DataFindings findings={findings} />
        </div>
      )}
      <Group>
        <Button component={Link} href={`/data/${encodeURIComponent(name)}`}>
          {t('import.look')}
        </Button>
        <Button variant="default" onClick={onAgain}>
          {t('import.again')}
        </Button>
      </Group>
    </Stack>
  );
}
