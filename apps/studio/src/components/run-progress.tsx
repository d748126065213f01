/** How far a run is: a bar while it trains, words always. */

import { Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isActive } from '../api/apply-event.ts';
import type { RunSummary } from '../api/contract.ts';
import { useFormat } from './format.ts';
import classes from './run-progress.module.css';

export function RunProgress({ run }: { run: RunSummary }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { epochs, progress, state, seconds } = run;
  const active = isActive(state);
  const share = shareDone(run);
  const words = t('epochs', { done: epochs.done, count: epochs.planned });
  return (
    <div>
      {active && (
        <Progress
          value={100 * share}
          size={5}
          radius="xl"
          animated={state !== 'training'}
          aria-label={words}
        />
      )}
      <Text size="xs" c="dimmed" mt={active ? 4 : 0} className={classes.words}>
        <span>{words}</span>
        <span>
          {active && progress
            ? t('left', { time: format.duration(progress.secondsLeft) })
            : format.duration(seconds)}
        </span>
      </Text>
    </div>
  );
}

/** Of the whole training, from 0 to 1. */
export function shareDone({ epochs, progress }: Pick<RunSummary, 'epochs' | 'progress'>): number {
  if (progress && progress.steps > 0) return Math.min(1, progress.step / progress.steps);
  return epochs.planned > 0 ? Math.min(1, epochs.done / epochs.planned) : 0;
}
