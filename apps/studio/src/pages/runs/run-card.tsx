/** A run in the list: its newest picture, what it is, how far it is, its main numbers. */

import { Checkbox, Text, Tooltip } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { RunSummary } from '../../api/contract.ts';
import { useFormat } from '../../components/format.ts';
import { mainNumbers, metricParts, useMetricName } from '../../components/metric-names.ts';
import { useRecipeText } from '../../components/recipe-text.ts';
import { RunActions } from '../../components/run-actions.tsx';
import { RunProgress } from '../../components/run-progress.tsx';
import { StateBadge } from '../../components/state-badge.tsx';
import { Thumbnail } from '../../components/thumbnail.tsx';
import classes from './run-card.module.css';

interface RunCardProps {
  readonly run: RunSummary;
  readonly isSelected: boolean;
  readonly onSelect: (name: string) => void;
}

export const RunCard = memo(function RunCard({ run, isSelected, onSelect }: RunCardProps) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const recipeText = useRecipeText();
  const metricName = useMetricName();
  const { name, recipe, title, state, error, last, alerts } = run;
  return (
    <li className={classes.card} data-selected={isSelected || undefined} data-run={name}>
      <div className={classes.picture}>
        <Thumbnail run={run} />
        <Checkbox
          className={classes.check}
          aria-label={t('select', { name })}
          checked={isSelected}
          onChange={() => onSelect(name)}
        />
        {alerts > 0 && (
          <Tooltip label={t('alerts', { count: alerts })}>
            <span className={classes.alerts} role="img" aria-label={t('alerts', { count: alerts })}>
              <IconStethoscope size={14} aria-hidden /> {alerts}
            </span>
          </Tooltip>
        )}
      </div>
      <div className={classes.body}>
        <div className={classes.heading}>
          <Link href={`/runs/${encodeURIComponent(name)}`} className={classes.name} title={name}>
            {name}
          </Link>
          <RunActions run={run} />
        </div>
        <Text size="sm" c="dimmed" lineClamp={2} lh={1.35}>
          {recipeText({ name: recipe, title }).title}
        </Text>
        <div className={classes.state}>
          <StateBadge state={state} error={error} />
        </div>
        <RunProgress run={run} />
        <dl className={classes.numbers}>
          {mainNumbers(last, 3).map(({ metric, value }) => (
            <div key={metric}>
              <dt title={metricName(metric)}>{metricName(metricParts(metric).name)}</dt>
              <dd>{format.value(value)}</dd>
            </div>
          ))}
        </dl>
        <Text size="xs" c="dimmed" mt="auto" className={classes.foot}>
          <span>{run.data}</span>
          <span>{format.ago(run.updated)}</span>
        </Text>
      </div>
    </li>
  );
});
