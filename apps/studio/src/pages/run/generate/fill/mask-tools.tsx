/** Brush and eraser, their size, and masks that are ready. */

import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconBrush, IconContrast, IconEraser, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import { Term } from '../../../../terms/term.tsx';
import { ShareSetting } from '../setting-inputs.tsx';
import {
  type Brush,
  borderMask,
  emptyMask,
  filledShare,
  inverted,
  type Mask,
  PRESETS,
  presetMask,
} from './mask.ts';

interface MaskToolsProps {
  readonly mask: Mask;
  readonly brush: Brush;
  readonly largestBrush: number;
  readonly onMask: (mask: Mask) => void;
  readonly onBrush: (brush: Brush) => void;
}

/** Of a side, left empty all around for outpainting. */
const BORDER = 1 / 5;

export function MaskTools({ mask, brush, largestBrush, onMask, onBrush }: MaskToolsProps) {
  const { t } = useTranslation('generate');
  const format = useFormat();
  const { height, width } = mask;
  const border = Math.max(1, Math.round(BORDER * Math.min(height, width)));
  return (
    <Stack gap="md" flex="1 1 260px" miw={0}>
      <SegmentedControl
        fullWidth
        aria-label={t('fill.tool')}
        value={brush.isEraser ? 'eraser' : 'brush'}
        onChange={(tool) => onBrush({ ...brush, isEraser: tool === 'eraser' })}
        data={[
          { value: 'brush', label: <Tool icon={<IconBrush size={16} />} text={t('fill.brush')} /> },
          {
            value: 'eraser',
            label: <Tool icon={<IconEraser size={16} />} text={t('fill.eraser')} />,
          },
        ]}
      />
      <ShareSetting
        label={t('fill.size')}
        value={brush.size}
        least={1}
        most={largestBrush}
        step={1}
        onChange={(size) => onBrush({ ...brush, size })}
      />
      <div>
        <Text size="sm" fw={550} mb={6} component="div">
          <Term name="inpainting">{t('fill.presets')}</Term>
        </Text>
        <Group gap={6}>
          {PRESETS.map((name) => (
            <Button
              key={name}
              size="xs"
              variant="default"
              onClick={() => onMask(presetMask(name, height, width))}
            >
              {t(`fill.preset.${name}`)}
            </Button>
          ))}
          <Button
            size="xs"
            variant="default"
            onClick={() => onMask(borderMask(border, height, width))}
          >
            {t('fill.preset.around')}
          </Button>
        </Group>
      </div>
      <Group gap={6}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconContrast size={16} />}
          onClick={() => onMask(inverted(mask))}
        >
          {t('fill.invert')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={16} />}
          onClick={() => onMask(emptyMask(height, width))}
        >
          {t('fill.clear')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" role="status">
        {t('fill.share', { share: format.percent(filledShare(mask)) })}
      </Text>
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {t('fill.keys')}
      </Text>
    </Stack>
  );
}

function Tool({ icon, text }: { readonly icon: React.ReactNode; readonly text: string }) {
  return (
    <Group gap={6} justify="center" wrap="nowrap">
      {icon}
      {text}
    </Group>
  );
}
