/** What new samples are to be like, as far as the model can be told. */

import { Button, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities } from '../../../api/contract.ts';
import { Panel } from '../../../components/panel.tsx';
import { Term } from '../../../terms/term.tsx';
import { NumberSetting, SeedSetting, ShareSetting } from './setting-inputs.tsx';
import { isQuick, MOST_SAMPLES, type SampleSettings } from './settings.ts';
import { ClassSetting, SolverSetting } from './solver-settings.tsx';

interface SamplesFormProps {
  readonly settings: SampleSettings;
  readonly capabilities: Capabilities;
  readonly isSeedLocked: boolean;
  readonly onSeedLock: (isLocked: boolean) => void;
  readonly onChange: (settings: SampleSettings) => void;
  readonly onGenerate: () => void;
}

export function SamplesForm(props: SamplesFormProps) {
  const { settings, capabilities, isSeedLocked, onSeedLock, onChange, onGenerate } = props;
  const { t } = useTranslation('generate');
  const { truncation } = settings;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onGenerate();
  };
  return (
    <Panel as="aside" label={t('samples.settings')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <NumberSetting
            label={t('count')}
            value={settings.count}
            least={1}
            most={MOST_SAMPLES}
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
            none={t('class.all')}
            onChange={onChange}
          />
          {truncation !== undefined && (
            <ShareSetting
              label={t('truncation')}
              heading={<Term name="truncation">{t('truncation')}</Term>}
              value={truncation}
              least={0}
              most={1}
              step={0.05}
              onChange={(next) => onChange({ ...settings, truncation: next })}
            />
          )}
          <SolverSetting
            settings={settings}
            capabilities={capabilities}
            usualEta={0}
            onChange={onChange}
          />
          <Button type="submit" leftSection={<IconSparkles size={17} />}>
            {t('samples.generate')}
          </Button>
          <Text size="xs" c="dimmed">
            {isQuick(capabilities) ? t('samples.quick') : t('samples.slow')}
          </Text>
        </Stack>
      </form>
    </Panel>
  );
}
