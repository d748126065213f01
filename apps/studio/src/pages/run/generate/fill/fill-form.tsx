/** How an image is to be filled. */

import { Button, Stack } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities } from '../../../../api/contract.ts';
import { Panel } from '../../../../components/panel.tsx';
import { Term } from '../../../../terms/term.tsx';
import { NumberSetting, SeedSetting } from '../setting-inputs.tsx';
import { type FillSettings, MOST_FILLS, MOST_PASSES } from '../settings.ts';
import { ClassSetting, SolverSetting } from '../solver-settings.tsx';

interface FillFormProps {
  readonly settings: FillSettings;
  readonly capabilities: Capabilities;
  readonly isSeedLocked: boolean;
  readonly isOwn: boolean;
  readonly isReady: boolean;
  readonly onSeedLock: (isLocked: boolean) => void;
  readonly onChange: (settings: FillSettings) => void;
  readonly onFill: () => void;
}

export function FillForm(props: FillFormProps) {
  const { settings, capabilities, isSeedLocked, isOwn, isReady } = props;
  const { onSeedLock, onChange, onFill } = props;
  const { t } = useTranslation('generate');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) onFill();
  };
  return (
    <Panel as="aside" label={t('samples.settings')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NumberSetting
            label={t('fill.count')}
            value={settings.count}
            least={1}
            most={MOST_FILLS}
            onChange={(count) => onChange({ ...settings, count })}
          />
          <SeedSetting
            seed={settings.seed}
            isLocked={isSeedLocked}
            onLock={onSeedLock}
            onChange={(seed) => onChange({ ...settings, seed })}
          />
          <ClassSetting
            settings={settings}
            capabilities={capabilities}
            none={isOwn ? t('class.none') : t('class.own')}
            onChange={onChange}
          />
          <SolverSetting
            settings={settings}
            capabilities={capabilities}
            usualEta={1}
            onChange={onChange}
          />
          <NumberSetting
            label={t('fill.resample')}
            heading={<Term name="resampling">{t('fill.resample')}</Term>}
            value={settings.resample}
            least={1}
            most={MOST_PASSES}
            onChange={(resample) => onChange({ ...settings, resample })}
          />
          <Button type="submit" leftSection={<IconWand size={17} />} disabled={!isReady}>
            {t('fill.start')}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}
