/** The menu of a run: what can be done with it as it stands. */

import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCopy,
  IconDotsVertical,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { isActive } from '../api/apply-event.ts';
import type { RunSummary } from '../api/contract.ts';
import { ResumeModal } from './resume-modal.tsx';
import { useRunCommands } from './use-run-commands.tsx';

interface RunActionsProps {
  readonly run: RunSummary;
  readonly onDeleted?: () => void;
}

export function RunActions({ run, onDeleted }: RunActionsProps) {
  const { t } = useTranslation('runs');
  const [, navigate] = useLocation();
  const commands = useRunCommands();
  const [isResumeOpen, setResumeOpen] = useState(false);
  const { name, recipe, state } = run;
  const active = isActive(state);
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('actions.menu', { name })}>
            <IconDotsVertical size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {active ? (
            <Menu.Item
              leftSection={<IconPlayerStop size={16} />}
              disabled={state === 'stopping'}
              onClick={() => void commands.stop(name)}
            >
              {t('actions.stop')}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconPlayerPlay size={16} />}
              onClick={() => setResumeOpen(true)}
            >
              {t('actions.resume')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconCopy size={16} />}
            onClick={() =>
              navigate(`/new/${encodeURIComponent(recipe)}?like=${encodeURIComponent(name)}`)
            }
          >
            {t('actions.again')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="magenta"
            leftSection={<IconTrash size={16} />}
            disabled={active}
            onClick={() => void commands.remove(name, onDeleted)}
          >
            {active ? t('actions.stopFirst') : t('actions.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isResumeOpen && <ResumeModal run={run} onClose={() => setResumeOpen(false)} />}
    </>
  );
}
