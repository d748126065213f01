/** The configurations of the runs; at first only where they differ. */

import { Group, Switch, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../api/contract.ts';
import { flatSettings, type SettingValue } from '../../settings/flat-settings.ts';
import { useSettingWords } from '../../settings/setting-words.ts';
import { RunName } from './run-name.tsx';

interface SettingRow {
  readonly path: string;
  /** One for each run; undefined where it has no such setting. */
  readonly values: readonly (SettingValue | undefined)[];
  readonly isDifferent: boolean;
}

function settingRows(runs: readonly RunDetail[]): SettingRow[] {
  const all = runs.map(({ recipe, config }) => {
    const own = flatSettings(config);
    return new Map<string, SettingValue>([['recipe', recipe], ...own]);
  });
  const paths = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return paths.map((path) => {
    const values = all.map((settings) => settings.get(path));
    return { path, values, isDifferent: new Set(values).size > 1 };
  });
}

export function ComparedSettings({ runs }: { runs: readonly RunDetail[] }) {
  const { t } = useTranslation(['compare', 'run']);
  const words = useSettingWords();
  const [isOnlyDifferent, setOnlyDifferent] = useState(true);
  const rows = settingRows(runs).filter(({ isDifferent }) => isDifferent || !isOnlyDifferent);
  const label = (path: string) =>
    path === 'recipe' ? t('run:settings.recipe') : path.split('.').map(words.label).join(' › ');
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          {t('settings')}
        </Title>
        <Switch
          size="sm"
          label={t('differing')}
          checked={isOnlyDifferent}
          onChange={({ currentTarget }) => setOnlyDifferent(currentTarget.checked)}
        />
      </Group>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('same')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={180 + 150 * runs.length}>
          <Table highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('setting')}</Table.Th>
                {runs.map(({ name }, place) => (
                  <Table.Th key={name}>
                    <RunName name={name} place={place} />
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(({ path, values, isDifferent }) => (
                <Table.Tr key={path}>
                  <Table.Th scope="row" fw={500} title={path}>
                    {label(path)}
                  </Table.Th>
                  {values.map((value, place) => (
                    <Table.Td key={runs[place]!.name} fw={isDifferent ? 650 : 400}>
                      {value === undefined ? t('missing') : words.value(value, path)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
