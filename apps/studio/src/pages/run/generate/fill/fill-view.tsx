/** Images of which a part is painted over, and filled by a diffusion that was not trained for it. */

import { Skeleton, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { Failure } from '../../../../components/failure.tsx';
import { Panel } from '../../../../components/panel.tsx';
import { Term } from '../../../../terms/term.tsx';
import { MakingState } from '../making-state.tsx';
import type { ViewProps } from '../samples-view.tsx';
import { type FillSettings, fillBody, randomSeed, readFill, wholeIn } from '../settings.ts';
import { useMaking } from '../use-making.ts';
import classes from './fill.module.css';
import { FillForm } from './fill-form.tsx';
import { type FilledImage, Fills, fillParameters } from './fills.tsx';
import { ImageChoice, useHeldOut } from './image-choice.tsx';
import { type Brush, filledShare, type Mask, presetMask, readMask } from './mask.ts';
import { MaskEditor } from './mask-editor.tsx';
import { MaskTools } from './mask-tools.tsx';
import type { OwnImage } from './own-image.ts';

/** Of a side. */
const BRUSH = 1 / 7;
const LARGEST_BRUSH = 1 / 2;

type Asked = Pick<FilledImage, 'settings' | 'mask'> & {
  readonly index: number | undefined;
  readonly own: OwnImage | undefined;
};

function useFilling({ run, capabilities }: ViewProps) {
  const [filled, setFilled] = useState<FilledImage>();
  const { making, start, cancel } = useMaking<'inpaint', Asked>();
  const { epoch } = capabilities;
  const fill = (asked: Asked) => {
    const { settings, mask, index, own } = asked;
    const image = index ?? own?.base64;
    if (image === undefined) return;
    start({
      run: run.name,
      use: 'inpaint',
      body: fillBody(settings, image, mask.bits),
      subject: asked,
      onDone: (result, moments) => setFilled({ settings, index, mask, epoch, result, moments }),
    });
  };
  return { filled, making, fill, cancel };
}

export function FillView({ run, capabilities }: ViewProps) {
  const { t } = useTranslation('generate');
  const [parameters, setParameters] = useSearchParams();
  const [, height = 1, width = 1] = capabilities.shape;
  const asked = readMask(parameters.get('mask') ?? '', height, width);
  const most = Math.max(0, capabilities.examples.test - 1);
  const [settings, setSettings] = useState<FillSettings>(() =>
    readFill(parameters, capabilities, run.seed),
  );
  const [index, setIndex] = useState<number | undefined>(
    () => wholeIn(parameters, 'image', 0, most) ?? 0,
  );
  const [own, setOwn] = useState<OwnImage>();
  const [mask, setMask] = useState<Mask>(() => asked ?? presetMask('centre', height, width));
  const [brush, setBrush] = useState<Brush>({
    size: Math.max(1, Math.round(BRUSH * Math.min(height, width))),
    isEraser: false,
  });
  const [isSeedLocked, setSeedLocked] = useState(false);
  const { filled, making, fill, cancel } = useFilling({ run, capabilities });
  const { tiles, error } = useHeldOut(run.name, [index ?? 0]);
  const tile = index === undefined ? own?.tile : tiles[0];
  const largestBrush = Math.max(2, Math.round(LARGEST_BRUSH * Math.min(height, width)));
  const share = filledShare(mask);
  const results = useRef<HTMLDivElement>(null);
  const isWorking = making.name === 'working';
  useEffect(() => {
    if (isWorking) results.current?.scrollIntoView({ block: 'nearest' });
  }, [isWorking]);

  const ask = (next: FillSettings) => {
    setSettings(next);
    fill({ settings: next, mask, index, own });
    const link = fillParameters({ settings: next, mask, index, epoch: capabilities.epoch });
    setParameters(index === undefined ? { mode: 'fill' } : link, { replace: true });
  };
  const fillNow = () => {
    const wasSeen =
      filled?.settings.seed === settings.seed && filled.index === index && making.name === 'idle';
    ask(wasSeen && !isSeedLocked ? { ...settings, seed: randomSeed() } : settings);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a link is followed once, when the page is opened
  useEffect(() => {
    if (asked && parameters.has('seed')) fill({ settings, mask, index, own });
  }, []);

  if (error) return <Failure error={error} />;
  return (
    <div className={classes.layout}>
      <Panel label={t('fill.title')}>
        <Title order={2} size="h3" mb={4}>
          <Term name="inpainting">{t('fill.title')}</Term>
        </Title>
        <Text size="sm" c="dimmed" mb="md">
          {t('fill.text')}
        </Text>
        <ImageChoice
          run={run.name}
          capabilities={capabilities}
          index={index}
          own={own}
          onIndex={setIndex}
          onOwn={(image) => {
            setOwn(image);
            setIndex(undefined);
          }}
        />
        <div className={classes.work}>
          {tile ? (
            <MaskEditor
              tile={tile}
              mask={mask}
              brush={brush}
              label={t('fill.editor')}
              largestBrush={largestBrush}
              onChange={setMask}
              onBrush={setBrush}
            />
          ) : (
            <Skeleton className={classes.editor} height={320} radius="md" />
          )}
          <MaskTools
            mask={mask}
            brush={brush}
            largestBrush={largestBrush}
            onMask={setMask}
            onBrush={setBrush}
          />
        </div>
      </Panel>
      <FillForm
        settings={settings}
        capabilities={capabilities}
        isSeedLocked={isSeedLocked}
        isOwn={index === undefined}
        isReady={share > 0 && share < 1 && tile !== undefined}
        onSeedLock={setSeedLocked}
        onChange={setSettings}
        onFill={fillNow}
      />
      {(filled || making.name !== 'idle') && (
        <div className={classes.wide} ref={results}>
          <Panel label={t('fill.fills')}>
            <Title order={2} size="h3" mb="md">
              {t('fill.fills')}
            </Title>
            <MakingState making={making} onCancel={cancel} onRetry={() => ask(settings)} />
            <Fills run={run} capabilities={capabilities} filled={filled} making={making} />
          </Panel>
        </div>
      )}
    </div>
  );
}
