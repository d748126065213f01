/** The data and what all networks share. */

import {
  Accordion,
  ActionIcon,
  Button,
  Group,
  SegmentedControl,
  Slider,
  Stack,
  Text,
  Tooltip,
} from '@mantine/core';
import { IconBrush, IconDice5, IconEraser, IconRestore, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { drawIntegers, key } from '../../../../../packages/alebrije/src/tensor/key.ts';
import { useFormat } from '../../components/format.ts';
import { DataCanvas } from './data-canvas.tsx';
import { DataChoice } from './data-choice.tsx';
import { choosePoints, initialSettings, SETTINGS } from './engine/settings.ts';
import classes from './lab.module.css';
import { useLab } from './lab-context.ts';
import { SettingControl } from './setting-control.tsx';
import type { Tool } from './use-strokes.ts';

function Tools({
  tool,
  onTool,
  radius,
  onRadius,
}: {
  readonly tool: Tool;
  readonly onTool: (tool: Tool) => void;
  readonly radius: number;
  readonly onRadius: (radius: number) => void;
}) {
  const { t } = useTranslation('lab');
  const { settings, change, changeDrawing, drawing } = useLab();
  const format = useFormat();
  const words = { brush: t('panel.brush'), eraser: t('panel.eraser') };
  const icons = { brush: IconBrush, eraser: IconEraser };
  return (
    <Group gap={8} wrap="nowrap">
      <SegmentedControl
        size="xs"
        aria-label={t('panel.tools')}
        value={tool}
        onChange={(value) => onTool(value as Tool)}
        data={(['brush', 'eraser'] as const).map((value) => {
          const Icon = icons[value];
          return {
            value,
            label: (
              <Tooltip label={words[value]}>
                <span className={classes.tool}>
                  <Icon size={16} aria-hidden />
                  <span className={classes.hidden}>{words[value]}</span>
                </span>
              </Tooltip>
            ),
          };
        })}
      />
      <Slider
        flex={1}
        size="sm"
        min={0.05}
        max={0.5}
        step={0.01}
        label={null}
        thumbLabel={t('panel.size')}
        thumbValueText={format.value(radius)}
        value={radius}
        onChange={onRadius}
      />
      <Tooltip label={t('panel.clear')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('panel.clear')}
          disabled={drawing.length === 0}
          onClick={() => {
            changeDrawing([]);
            change(choosePoints(settings, 'drawn'));
          }}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** The next seed is drawn from this one, so that trying some is repeatable too. */
function nextSeed(seed: number): number {
  return 1 + drawIntegers(key(seed), 1, SETTINGS.seed.most)[0]!;
}

function Seed() {
  const { t } = useTranslation('lab');
  const { settings, change } = useLab();
  return (
    <Group gap={8} align="flex-end" wrap="nowrap">
      <div className={classes.grow}>
        <SettingControl name="seed" />
      </div>
      <Tooltip label={t('panel.dice')}>
        <ActionIcon
          variant="default"
          aria-label={t('panel.dice')}
          onClick={() => change({ seed: nextSeed(settings.seed) })}
        >
          <IconDice5 size={17} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

export function DataPanel() {
  const { t } = useTranslation('lab');
  const { settings, change, data } = useLab();
  const [tool, setTool] = useState<Tool>('brush');
  const [radius, setRadius] = useState(0.16);
  return (
    <section className={classes.panel} aria-label={t('panel.data')}>
      <div className={classes.panelMain}>
        <Stack gap={8} className={classes.panelDrawing}>
          <DataCanvas tool={tool} radius={radius} />
          <Tools tool={tool} onTool={setTool} radius={radius} onRadius={setRadius} />
          {/* Both lines are alike in size: the canvas must not move below the first stroke. */}
          <Text size="xs" c="dimmed" lh={1.35} role="status">
            {data ? t('panel.hint') : t('controls.nothing')}
          </Text>
        </Stack>
        <Stack gap={12} className={classes.panelSettings}>
          <DataChoice />
          {settings.data === 'text' && <SettingControl name="text" />}
          <SettingControl name="points" />
          <SettingControl name="noise" />
        </Stack>
      </div>
      <Accordion variant="default" chevronPosition="right" className={classes.accordion}>
        <Accordion.Item value="networks">
          <Accordion.Control>{t('panel.networks')}</Accordion.Control>
          <Accordion.Panel>
            <Stack gap={12}>
              <SettingControl name="width" />
              <SettingControl name="depth" />
              <SettingControl name="activation" />
              <SettingControl name="batch" />
              <Seed />
              <Text size="xs" c="dimmed" lh={1.35}>
                {t('panel.networksNote')}
              </Text>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconRestore size={16} />}
                onClick={() => change(initialSettings)}
              >
                {t('panel.reset')}
              </Button>
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </section>
  );
}
