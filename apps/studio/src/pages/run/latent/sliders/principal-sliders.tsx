/** Sliders along the directions in which the codes of the examples differ most. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import { Loading } from '../../../../components/loading.tsx';
import { useCode } from '../code-store.ts';
import { type PrincipalAxis, principalAxes } from '../codes/principal-axes.ts';
import { useExplorer } from '../explorer-context.ts';
import { SliderRow } from './slider-row.tsx';
import classes from './sliders.module.css';

const MOST_AXES = 8;
const REACH = 3.5;

export function PrincipalSliders() {
  const { t } = useTranslation('latent');
  const format = useFormat();
  const { codes, code: store } = useExplorer();
  const code = useCode(store);
  const axes = useMemo(() => (codes ? principalAxes(codes, MOST_AXES) : []), [codes]);
  if (!codes) return <Loading height={120} />;
  /** How far along an axis a code lies, in deviations. */
  const along = ({ direction, deviation }: PrincipalAxis, of: ArrayLike<number>) =>
    direction.reduce((sum, part, z) => sum + part * (of[z]! - codes.mean[z]!), 0) / deviation;
  return (
    <div className={classes.rows}>
      {axes.map((axis, place) => (
        <SliderRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the axes are in their order
          key={place}
          name={t('sliders.axis', { number: place + 1 })}
          note={t('sliders.share', { share: format.percent(axis.share) })}
          value={along(axis, code)}
          low={-REACH}
          high={REACH}
          onChange={(value) => {
            const current = store.get();
            const step = (value - along(axis, current)) * axis.deviation;
            store.set(
              current.map((number, z) => number + step * axis.direction[z]!),
              'direction',
            );
          }}
        />
      ))}
    </div>
  );
}
