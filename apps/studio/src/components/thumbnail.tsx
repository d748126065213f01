/** A run in small: its newest picture, or the curve of its loss where it draws none. */

import { IconChartLine } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RunSummary } from '../api/contract.ts';
import { useFormat } from './format.ts';
import { useMetricName } from './metric-names.ts';
import { sparkline } from './sparkline.ts';
import classes from './thumbnail.module.css';

export function Thumbnail({ run }: { run: Pick<RunSummary, 'thumbnail' | 'curve'> }) {
  const { t } = useTranslation('runs');
  const { thumbnail, curve } = run;
  if (thumbnail !== undefined) {
    return <img className={classes.image} src={thumbnail} alt="" loading="lazy" decoding="async" />;
  }
  if (curve !== undefined) return <Curve curve={curve} />;
  return (
    <span className={classes.none} role="img" aria-label={t('noCurve')}>
      <IconChartLine className={classes.icon} stroke={1.4} aria-hidden />
      <span className={classes.caption} aria-hidden>
        {t('noCurve')}
      </span>
    </span>
  );
}

function Curve({ curve }: { curve: NonNullable<RunSummary['curve']> }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const metric = useMetricName()(curve.metric);
  const { values } = curve;
  const { line, area, end } = sparkline(values);
  const label = t('curve', {
    metric,
    first: format.value(values[0]),
    last: format.value(values.at(-1)),
  });
  return (
    <span className={classes.curve} role="img" aria-label={label}>
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
        <path className={classes.area} d={area} />
        <path className={classes.line} d={line} />
        <path className={classes.end} d={end} />
      </svg>
      <span className={classes.caption} aria-hidden>
        {metric}
      </span>
    </span>
  );
}
