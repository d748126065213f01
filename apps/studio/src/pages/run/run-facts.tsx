/** What a run is made of, in a line. */

import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../api/contract.ts';
import { useFormat } from '../../components/format.ts';
import { Term } from '../../terms/term.tsx';
import classes from './run-page.module.css';

export function RunFacts({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const format = useFormat();
  const { data, seed, parameters, seconds, created } = run;
  return (
    <dl className={classes.facts} aria-label={t('facts.label')}>
      <div>
        <dt>{t('facts.data')}</dt>
        <dd>{data}</dd>
      </div>
      {parameters !== undefined && (
        <div>
          <dt>
            <Term name="parameters">{t('facts.parameters')}</Term>
          </dt>
          <dd>{format.integer(parameters)}</dd>
        </div>
      )}
      <div>
        <dt>
          <Term name="seed">{t('facts.seed')}</Term>
        </dt>
        <dd>{seed}</dd>
      </div>
      <div>
        <dt>{t('facts.time')}</dt>
        <dd>{format.duration(seconds)}</dd>
      </div>
      <div>
        <dt>{t('facts.started')}</dt>
        <dd>
          <time dateTime={created} title={format.moment(created)}>
            {format.ago(created)}
          </time>
        </dd>
      </div>
    </dl>
  );
}
