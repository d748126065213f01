/** Where a training stands at this moment. */

import { Paper, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../api/contract.ts';
import { useFormat } from '../../../components/format.ts';
import { mainNumbers, useMetricName } from '../../../components/metric-names.ts';
import { shareDone } from '../../../components/run-progress.tsx';
import { Term } from '../../../terms/term.tsx';
import classes from './live-strip.module.css';

/** Metrics of the epoch so far that are shown. */
const MEANS = 3;

export function LiveStrip({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const format = useFormat();
  const metricName = useMetricName();
  const { progress, state } = run;
  const share = shareDone(run);
  const note = state === 'stopping' ? t('live.stopping') : t('live.starting');
  return (
    <Paper
      component="section"
      withBorder
      radius="lg"
      px="lg"
      py="md"
      className={classes.strip}
      aria-label={t('live.title')}
    >
      <Progress
        value={100 * share}
        size={6}
        radius="xl"
        mb="sm"
        striped={state !== 'training'}
        animated={state !== 'training'}
        aria-label={t('live.progress')}
      />
      {(!progress || state !== 'training') && (
        <Text size="sm" c="dimmed" mb={progress ? 'xs' : 0}>
          {note}
        </Text>
      )}
      {progress && (
        <dl className={classes.numbers}>
          <div>
            <dt>
              <Term name="epoch">{t('live.epoch')}</Term>
            </dt>
            <dd>
              {t('live.ofEpochs', {
                epoch: Math.min(progress.epoch + 1, progress.epochs),
                epochs: progress.epochs,
              })}
            </dd>
          </div>
          <div>
            <dt>{t('live.step')}</dt>
            <dd>
              {t('live.ofSteps', {
                step: format.integer(progress.step),
                steps: format.integer(progress.steps),
              })}
            </dd>
          </div>
          <div>
            <dt>{t('live.perSecond')}</dt>
            <dd>{format.integer(progress.perSecond)}</dd>
          </div>
          <div>
            <dt>{t('live.left')}</dt>
            <dd>{format.duration(progress.secondsLeft)}</dd>
          </div>
          {mainNumbers(progress.means, MEANS).map(({ metric, value }) => (
            <div key={metric}>
              <dt>{metricName(metric)}</dt>
              <dd>{format.value(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Paper>
  );
}
