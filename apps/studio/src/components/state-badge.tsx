/** What a run is doing, in a word and a colour; the dot of one at work breathes. */

import { Badge, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunState } from '../api/contract.ts';
import classes from './state-badge.module.css';

const COLOURS: Record<RunState, string> = {
  starting: 'orange',
  training: 'teal',
  stopping: 'orange',
  finished: 'gray',
  stopped: 'orange',
  failed: 'magenta',
};

export function StateBadge({ state, error }: { state: RunState; error?: string | undefined }) {
  const { t } = useTranslation();
  const badge = (
    <Badge
      variant="light"
      color={COLOURS[state]}
      className={classes.badge}
      tabIndex={error === undefined ? undefined : 0}
      leftSection={<span className={classes.dot} data-state={state} />}
    >
      {t(`state.${state}`)}
    </Badge>
  );
  if (error === undefined) return badge;
  return (
    <Tooltip label={error} multiline maw={360}>
      {badge}
    </Tooltip>
  );
}
