/** Asks until which epoch a run is to go on. */

import { Alert, Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunSummary } from '../api/contract.ts';
import { useResumeRun } from '../api/mutations.ts';
import { ErrorText } from './error-text.tsx';

/** What a finished run is offered to add, as a share of what it did. */
const MORE = 0.5;

export function ResumeModal({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  const { t } = useTranslation(['runs', 'shell']);
  const resume = useResumeRun();
  const { name, epochs } = run;
  const isDone = epochs.done >= epochs.planned;
  const [wanted, setWanted] = useState<string | number>(
    isDone ? epochs.done + Math.max(1, Math.round(MORE * epochs.done)) : epochs.planned,
  );
  const isEnough = typeof wanted === 'number' && wanted > epochs.done;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEnough) return;
    resume.mutate(
      { name, ...(wanted !== epochs.planned && { epochs: wanted }) },
      {
        onSuccess: () => {
          notifications.show({ message: t('actions.resumed', { name }) });
          onClose();
        },
      },
    );
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('resume.title', { name })}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack>
          <Text size="sm" c="dimmed">
            {t('resume.text')}
          </Text>
          <NumberInput
            data-autofocus
            label={t('resume.epochs')}
            description={t('resume.epochsHelp', { count: epochs.done })}
            value={wanted}
            onChange={setWanted}
            allowDecimal={false}
            allowNegative={false}
            min={1}
            error={isEnough ? undefined : t('resume.tooFew')}
          />
          {resume.error && (
            <Alert color="orange" role="alert">
              <ErrorText error={resume.error} />
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('shell:cancel')}
            </Button>
            <Button type="submit" disabled={!isEnough} loading={resume.isPending}>
              {t('resume.start')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
