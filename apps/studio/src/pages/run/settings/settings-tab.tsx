/** A run's whole configuration; what differs from the recipe stands out. */

import { Button, Code, Group, Switch, Text, Title, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { RunDetail } from '../../../api/contract.ts';
import { useRecipes } from '../../../api/queries.ts';
import { Panel } from '../../../components/panel.tsx';
import { changedSettings, trainCommand } from '../../../settings/changes.ts';
import { flatSettings } from '../../../settings/flat-settings.ts';
import { useSettingWords } from '../../../settings/setting-words.ts';
import classes from './settings-tab.module.css';

export function SettingsTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation('run');
  const words = useSettingWords();
  const { data: recipes } = useRecipes();
  const [isOnlyChanged, setOnlyChanged] = useState(false);
  const defaults = recipes?.find(({ name }) => name === run.recipe)?.defaults;
  const own = flatSettings(run.config);
  const original = defaults && flatSettings(defaults);
  const rows = [...own].map(([path, value]) => ({
    path,
    value,
    isChanged: original !== undefined && !Object.is(original.get(path), value),
  }));
  const shown = isOnlyChanged ? rows.filter(({ isChanged }) => isChanged) : rows;
  const command = trainCommand(run.recipe, changedSettings(defaults ?? {}, run.config), '');
  return (
    <Panel>
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2} size="h3">
            {t('settings.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('settings.lead')}
          </Text>
        </div>
        <Group>
          <Switch
            size="sm"
            label={t('settings.filter')}
            checked={isOnlyChanged}
            onChange={({ currentTarget }) => setOnlyChanged(currentTarget.checked)}
          />
          <Button
            component={Link}
            href={`/new/${encodeURIComponent(run.recipe)}?like=${encodeURIComponent(run.name)}`}
            variant="default"
            leftSection={<IconCopy size={16} />}
          >
            {t('settings.again')}
          </Button>
        </Group>
      </Group>
      <dl className={classes.settings}>
        <div className={classes.setting}>
          <dt>{t('settings.recipe')}</dt>
          <dd>
            <Code>{run.recipe}</Code>
          </dd>
        </div>
        {shown.map(({ path, value, isChanged }) => (
          <div key={path} className={classes.setting} data-changed={isChanged || undefined}>
            <dt title={path}>{path.split('.').map(words.label).join(' › ')}</dt>
            <dd>
              {isChanged ? (
                <Tooltip
                  label={t('settings.changed', { value: words.value(original?.get(path), path) })}
                >
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by the keyboard */}
                  <strong tabIndex={0}>{words.value(value, path)}</strong>
                </Tooltip>
              ) : (
                words.value(value, path)
              )}
            </dd>
          </div>
        ))}
      </dl>
      {isOnlyChanged && shown.length === 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('settings.none')}
        </Text>
      )}
      {defaults && (
        <>
          <Text size="sm" c="dimmed" mt="lg" mb={4}>
            {t('settings.command')}
          </Text>
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {command}
          </Code>
        </>
      )}
    </Panel>
  );
}
