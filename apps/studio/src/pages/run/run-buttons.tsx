/** What is done with a run most often as buttons, the rest as a menu. */

import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../api/apply-event.ts';
import type { RunDetail } from '../../api/contract.ts';
import { ResumeModal } from '../../components/resume-modal.tsx';
import { RunActions } from '../../components/run-actions.tsx';
import { useRunCommands } from '../../components/use-run-commands.tsx';

interface RunButtonsProps {
  readonly run: RunDetail;
  readonly onDeleted: () => void;
}

export function RunButtons({ run, onDeleted }: RunButtonsProps) {
  const { t } = useTranslation('runs');
  const commands = useRunCommands();
  const [isResumeOpen, setResumeOpen] = useState(false);
  return (
    <>
      {isActive(run.state) ? (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={17} />}
          disabled={run.state === 'stopping'}
          onClick={() => void commands.stop(run.name)}
        >
          {t('actions.stop')}
        </Button>
      ) : (
        <Button
          variant={run.state === 'stopped' ? 'filled' : 'default'}
          leftSection={<IconPlayerPlay size={17} />}
          onClick={() => setResumeOpen(true)}
        >
          {t('actions.resume')}
        </Button>
      )}
      <RunActions run={run} onDeleted={onDeleted} />
      {isResumeOpen && <ResumeModal run={run} onClose={() => setResumeOpen(false)} />}
    </>
  );
}
