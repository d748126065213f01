/** One sample of a set, large, and variations of it where it has a code. */

import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import { linkOf } from './link-field.tsx';
import { linkParameters, type MadeSet } from './made-sets.ts';
import { OpenedImage } from './opened-image.tsx';
import { SettingFacts } from './setting-facts.tsx';
import { useClassName } from './solver-settings.tsx';
import { tilesOf } from './tiles.ts';
import { useNearby, withOpened } from './use-opened.ts';
import { hasVariations, Variations } from './variations.tsx';

interface OpenedSampleProps {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
  readonly set: MadeSet;
  readonly index: number;
  readonly onMove: (index: number) => void;
  readonly onClose: () => void;
}

export function OpenedSample(props: OpenedSampleProps) {
  const { run, capabilities, set, index, onMove, onClose } = props;
  const { t } = useTranslation('generate');
  const [nearby, setNearby] = useNearby();
  const className = useClassName(capabilities);
  const { samples, settings, epoch } = set;
  const tiles = useMemo(() => tilesOf(samples.samples), [samples]);
  const isVaried = hasVariations(capabilities) && samples.codes !== undefined;
  const label = samples.labels?.[index];
  const place = index + 1;
  const parameters = withOpened(linkParameters(set), index, isVaried ? nearby : undefined);
  return (
    <OpenedImage
      tile={tiles[index]!}
      name={
        label === undefined
          ? t('samples.one', { place })
          : t('samples.oneOf', { place, label: className(label) })
      }
      origin={{
        run: run.name,
        recipe: run.recipe,
        epoch,
        use: 'sample',
        settings: samples.settings,
        index,
        link: linkOf(run.name, parameters),
      }}
      fileName={`${run.name}-sample-${settings.seed}-${place}`}
      index={index}
      count={tiles.length}
      onMove={onMove}
      onClose={onClose}
      facts={
        <SettingFacts
          settings={samples.settings}
          capabilities={capabilities}
          epoch={epoch}
          label={label}
        />
      }
    >
      {isVaried && (
        <Variations
          run={run.name}
          set={set}
          index={index}
          capabilities={capabilities}
          nearby={nearby}
          onNearby={setNearby}
        />
      )}
    </OpenedImage>
  );
}
