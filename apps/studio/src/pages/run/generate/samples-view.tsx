/** New samples: the address says which, so that a link shows them again. */

import { Alert, Button, Group, Text } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { Capabilities, RunDetail } from '../../../api/contract.ts';
import { Panel } from '../../../components/panel.tsx';
import { CurrentSamples } from './current-samples.tsx';
import classes from './generate.module.css';
import { HistoryStrip } from './history-strip.tsx';
import { useMadeSets } from './made-sets.ts';
import { MakingState } from './making-state.tsx';
import { SamplesForm } from './samples-form.tsx';
import {
  isQuick,
  randomSeed,
  readSamples,
  type SampleSettings,
  sampleBody,
  settingParameters,
} from './settings.ts';
import { useMaking } from './use-making.ts';

export interface ViewProps {
  readonly run: RunDetail;
  readonly capabilities: Capabilities;
}

/** Dragging a slider makes samples once in so long. */
const PAUSE_MS = 250;

/** What the address asks for, made if it was not yet. */
function useAskedSamples(
  { run, capabilities }: ViewProps,
  wanted: SampleSettings,
  isAsked: boolean,
) {
  const { sets, add } = useMadeSets(run.name);
  const { making, start, cancel } = useMaking<'sample', string>();
  const id = settingParameters(wanted).toString();
  const shown = isAsked ? sets.find((set) => set.id === id) : undefined;
  const { epoch } = capabilities;
  const make = useCallback(
    (settings: SampleSettings) => {
      const subject = settingParameters(settings).toString();
      start({
        run: run.name,
        use: 'sample',
        body: sampleBody(settings, capabilities),
        subject,
        onDone: (samples, moments) => add({ id: subject, settings, samples, epoch, moments }),
      });
    },
    [run.name, capabilities, epoch, start, add],
  );
  const isMade = shown !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once for what the address asks for, not again when that failed or was given up
  useEffect(() => {
    if (!isAsked) return;
    if (isMade) cancel();
    else make(wanted);
  }, [id, isAsked]);
  return { sets, shown, making, make, cancel };
}

/** Settings of the form, which follow the address. */
function useDraft(wanted: SampleSettings) {
  const text = settingParameters(wanted).toString();
  const [draft, setDraft] = useState(wanted);
  const [last, setLast] = useState(text);
  if (last !== text) {
    setLast(text);
    setDraft(wanted);
  }
  return [draft, setDraft] as const;
}

export function SamplesView({ run, capabilities }: ViewProps) {
  const { t } = useTranslation('generate');
  const [parameters, setParameters] = useSearchParams();
  const wanted = useMemo(
    () => readSamples(parameters, capabilities, run.seed),
    [parameters, capabilities, run.seed],
  );
  const isFollowing = isQuick(capabilities);
  const isAsked = isFollowing || parameters.has('seed');
  const { sets, shown, making, make, cancel } = useAskedSamples(
    { run, capabilities },
    wanted,
    isAsked,
  );
  const [draft, setDraft] = useDraft(wanted);
  const [isSeedLocked, setSeedLocked] = useState(false);

  const ask = (settings: SampleSettings, epoch: number) => {
    askSoon.cancel();
    const next = settingParameters(settings);
    next.set('epoch', String(epoch));
    setParameters(next, { replace: true });
  };
  const askSoon = useDebouncedCallback(
    (settings: SampleSettings) => ask(settings, capabilities.epoch),
    PAUSE_MS,
  );
  const change = (settings: SampleSettings) => {
    setDraft(settings);
    if (isFollowing) askSoon(settings);
  };
  const generate = () => {
    const wasSeen = shown !== undefined && draft.seed === wanted.seed;
    const settings = wasSeen && !isSeedLocked ? { ...draft, seed: randomSeed() } : draft;
    const isSame = settingParameters(settings).toString() === settingParameters(wanted).toString();
    if (isSame && isAsked) make(settings);
    else ask(settings, capabilities.epoch);
  };

  const linked = Number(parameters.get('epoch') ?? capabilities.epoch);
  return (
    <div className={classes.columns}>
      <SamplesForm
        settings={draft}
        capabilities={capabilities}
        isSeedLocked={isSeedLocked}
        onSeedLock={setSeedLocked}
        onChange={change}
        onGenerate={generate}
      />
      <Panel label={t('samples.title')}>
        {capabilities.prior === 'none' && (
          <Alert color="gray" mb="md" title={t('noPrior.title')}>
            <Text size="sm">{t(capabilities.discrete ? 'noPrior.discrete' : 'noPrior.text')}</Text>
          </Alert>
        )}
        <MakingState making={making} onCancel={cancel} onRetry={() => make(wanted)} />
        {shown && linked !== shown.epoch && (
          <Text size="sm" c="dimmed" mb="sm" role="status">
            {t('samples.otherEpoch', { linked, epoch: shown.epoch })}
          </Text>
        )}
        {shown && shown.epoch !== capabilities.epoch && making.name === 'idle' && (
          <Group mb="sm" gap="sm">
            <Text size="sm" c="dimmed">
              {t('samples.stale', { epoch: capabilities.epoch })}
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => make(wanted)}>
              {t('samples.again')}
            </Button>
          </Group>
        )}
        <CurrentSamples
          run={run}
          capabilities={capabilities}
          set={shown}
          previous={sets[0]}
          making={making}
        />
        <HistoryStrip
          sets={sets}
          shown={shown?.id}
          capabilities={capabilities}
          onChoose={({ settings, epoch }) => ask(settings, epoch)}
        />
      </Panel>
    </div>
  );
}
