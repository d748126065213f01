/** One model: its picture, its numbers, what is shown of it and its settings. */

import { ActionIcon, Button, Group, Popover, Stack, Switch, Text, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconMaximize, IconMinimize } from '@tabler/icons-react';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../../components/format.ts';
import { CodeCanvas } from './code-canvas.tsx';
import { latestOf } from './engine/loss-history.ts';
import type { ModelState } from './engine/model-state.ts';
import { MODELS, type ModelName } from './engine/settings.ts';
import { Explained } from './explained.tsx';
import classes from './lab.module.css';
import { useIsPlaying, useLab, useModelState } from './lab-context.ts';
import { LevelControl } from './level-control.tsx';
import { LossChart } from './loss-chart.tsx';
import { ModelCanvas } from './model-canvas.tsx';
import { Overlays } from './overlays.tsx';
import { SettingControl } from './setting-control.tsx';
import { usePalette } from './use-palette.ts';
import { Verdicts } from './verdicts.tsx';

type ControlName = Parameters<typeof SettingControl>[0]['name'];

/** The settings of each model, in the order of their controls. */
const OWN_SETTINGS: Readonly<Record<ModelName, readonly ControlName[]>> = {
  ae: ['ae.code', 'ae.rate'],
  vae: ['vae.code', 'vae.beta', 'vae.rate'],
  gan: ['gan.loss', 'gan.penalty', 'gan.critic', 'gan.code', 'gan.rate'],
  diffusion: [
    'diffusion.target',
    'diffusion.noise',
    'diffusion.solver',
    'diffusion.steps',
    'diffusion.rate',
  ],
};

interface ModelCardProps {
  readonly model: ModelName;
  readonly isLarge: boolean;
  readonly onLarge: (isLarge: boolean) => void;
}

/** The numbers of a state as the page writes them, by name. */
function numbersOf({ step, history, pictures }: ModelState, format: Format) {
  const loss = (name: string) => format.value(latestOf(history, name));
  return {
    step: format.integer(step),
    loss: loss('loss'),
    reconstruction: loss('reconstruction'),
    kl: loss('kl'),
    discriminator: loss('discriminator'),
    distance: format.value(round(pictures.distance?.[0])),
  };
}

/** Two digits behind the point and a little more of small numbers. */
const round = (value: number | undefined) =>
  value === undefined ? undefined : Number(value.toPrecision(2));

function Header({ model, isLarge, onLarge }: ModelCardProps) {
  const { t } = useTranslation('lab');
  const { settings, change } = useLab();
  const name = t(`models.${model}.name`);
  const isActive = settings[model];
  return (
    <header className={classes.cardHeader}>
      <Text component="h2" className={classes.cardTitle}>
        <Explained title={name} text={t(`models.${model}.text`)} />
      </Text>
      <Group gap={4} wrap="nowrap">
        <Popover width={290} position="bottom-end" withArrow shadow="md" trapFocus>
          <Popover.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('card.settings', { model: name })}
            >
              <IconAdjustmentsHorizontal size={18} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown aria-label={t('card.settings', { model: name })}>
            <Stack gap={14}>
              {OWN_SETTINGS[model].map((setting) => (
                <SettingControl key={setting} name={setting} />
              ))}
            </Stack>
          </Popover.Dropdown>
        </Popover>
        <Tooltip label={isLarge ? t('card.shrink') : t('card.enlarge', { model: name })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={isLarge ? t('card.shrink') : t('card.enlarge', { model: name })}
            aria-pressed={isLarge}
            onClick={() => onLarge(!isLarge)}
          >
            {isLarge ? <IconMinimize size={17} /> : <IconMaximize size={17} />}
          </ActionIcon>
        </Tooltip>
        <Switch
          size="sm"
          checked={isActive}
          aria-label={t('card.switch', { model: name })}
          onChange={({ currentTarget }) => change({ [model]: currentTarget.checked })}
        />
      </Group>
    </header>
  );
}

/** Why there is nothing to see, if there is nothing. */
function Notice({ model, state }: { readonly model: ModelName; readonly state: ModelState }) {
  const { t } = useTranslation('lab');
  const { settings, conductor } = useLab();
  const { status, failure } = state;
  if (!settings[model]) return <div className={classes.notice}>{t('card.off')}</div>;
  if (status === 'waiting') return <div className={classes.notice}>{t('card.waiting')}</div>;
  if (status === 'starting') return <div className={classes.notice}>{t('card.starting')}</div>;
  if (!failure) return null;
  return (
    <div className={classes.notice} role="alert">
      <span>
        {failure.diverged ? t('card.diverged') : t('card.failed', { message: failure.message })}
      </span>
      <Button size="compact-sm" variant="default" onClick={() => conductor.restartModel(model)}>
        {t('card.again')}
      </Button>
    </div>
  );
}

/** Whether the model trains towards where the others wait. */
function useIsBehind(model: ModelName): boolean {
  const lab = useLab();
  const isPlaying = useIsPlaying(lab);
  const { settings, conductor } = lab;
  if (!isPlaying || settings.pace !== 'together' || !settings[model]) return false;
  const { step } = conductor.stateOf(model);
  return MODELS.some((other) => settings[other] && conductor.stateOf(other).step > step + 64);
}

/** The picture and what is beside it, as far as the model is now. */
function Body({ model }: { readonly model: ModelName }) {
  const { t } = useTranslation('lab');
  const format = useFormat();
  const lab = useLab();
  const { data, conductor } = lab;
  const state = useModelState(lab, model);
  const isBehind = useIsBehind(model);
  const [filmLevel, setFilmLevel] = useState<number>();
  const numbers = numbersOf(state, format);
  const hasDistance = state.pictures.distance !== undefined;
  return (
    <div className={classes.cardBody} data-step={state.step}>
      <div className={classes.picture}>
        <ModelCanvas
          model={model}
          description={t(`describe.${model}`, numbers)}
          onLevel={(level) => {
            setFilmLevel(level);
            conductor.setLevel(level);
          }}
        />
        <Notice model={model} state={state} />
      </div>
      <div className={classes.side}>
        <dl className={classes.numbers}>
          <div>
            <dt>{isBehind ? t('card.catchingUp') : t('card.steps')}</dt>
            <dd>{numbers.step}</dd>
          </div>
          <div>
            <dt>{t('card.speed')}</dt>
            <dd>{format.integer(state.perSecond)}</dd>
          </div>
          <div>
            <dt>
              <Explained title={t('card.distance')} text={t('card.distanceHelp')} />
            </dt>
            <dd>{hasDistance ? numbers.distance : '–'}</dd>
          </div>
        </dl>
        <LossChart model={model} history={state.history} />
        {(model === 'ae' || model === 'vae') && (
          <CodeCanvas model={model} state={state} data={data} />
        )}
        {model === 'gan' && <Verdicts history={state.history} />}
        {model === 'diffusion' && <LevelControl filmLevel={filmLevel} />}
      </div>
    </div>
  );
}

export function ModelCard(props: ModelCardProps) {
  const { model, isLarge } = props;
  const { settings } = useLab();
  const palette = usePalette();
  const style = { '--lab-accent': palette.models[model] } as CSSProperties;
  const card = useRef<HTMLElement>(null);
  // A large card moves to the top of the others, out of sight for who was further down.
  useEffect(() => {
    if (isLarge) card.current?.scrollIntoView({ block: 'start' });
  }, [isLarge]);
  return (
    <article
      ref={card}
      className={classes.card}
      style={style}
      data-model={model}
      data-large={isLarge || undefined}
      data-off={!settings[model] || undefined}
    >
      <Header {...props} />
      <Body model={model} />
      <Overlays model={model} />
    </article>
  );
}
