/** How the codes are laid out, and what the pointer does. */

import { Group, SegmentedControl, Select, Switch } from '@mantine/core';
import { IconHandMove, IconLasso, IconPointer, IconRotate3d } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../components/format.ts';
import { useExplorer } from '../explorer-context.ts';
import type { PlaneTool } from '../plane/plane.tsx';
import classes from './map.module.css';
import type { Layout, MapChoice } from './map-data.ts';

interface MapControlsProps {
  readonly choice: MapChoice;
  readonly onChoice: (choice: MapChoice) => void;
  readonly tool: PlaneTool;
  readonly onTool: (tool: PlaneTool) => void;
  readonly hasManifold: boolean;
  readonly isManifoldShown: boolean;
  readonly onManifold: (isShown: boolean) => void;
}

const LIMITS = [500, 1000, 2000, 5000, 10_000];

export function MapControls(props: MapControlsProps) {
  const { choice, onChoice, tool, onTool, hasManifold, isManifoldShown, onManifold } = props;
  const { t } = useTranslation('latent');
  const format = useFormat();
  const { capabilities, split, setSplit } = useExplorer();
  const { codeSize, examples } = capabilities;
  const { layout, dimensions, limit } = choice;
  // A projection has fewer numbers than the codes.
  const layouts: Layout[] = [
    ...(codeSize <= 3 ? (['codes'] as const) : []),
    ...(codeSize > 2 ? (['pca', 'tsne', 'umap'] as const) : []),
  ];
  const isSpace = layout === 'codes' ? codeSize === 3 : dimensions === 3;
  const tools = [
    { value: 'choose', label: t('map.tools.choose'), icon: IconPointer },
    isSpace
      ? { value: 'move', label: t('map.tools.turn'), icon: IconRotate3d }
      : { value: 'move', label: t('map.tools.move'), icon: IconHandMove },
    { value: 'lasso', label: t('map.tools.lasso'), icon: IconLasso },
  ];
  return (
    <div className={classes.controls}>
      <Group gap="xs">
        {layouts.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t('map.layout')}
            value={layout}
            onChange={(value) => onChoice({ ...choice, layout: value as Layout })}
            data={layouts.map((value) => ({ value, label: t(`map.layouts.${value}`) }))}
          />
        )}
        {layout !== 'codes' && (
          <>
            {codeSize > 3 && (
              <SegmentedControl
                size="xs"
                aria-label={t('map.dimensions')}
                value={String(dimensions)}
                onChange={(value) => onChoice({ ...choice, dimensions: value === '3' ? 3 : 2 })}
                data={[
                  { value: '2', label: '2D' },
                  { value: '3', label: '3D' },
                ]}
              />
            )}
            <Select
              size="xs"
              w={150}
              aria-label={t('map.limit')}
              allowDeselect={false}
              value={String(limit)}
              onChange={(value) => value !== null && onChoice({ ...choice, limit: Number(value) })}
              data={LIMITS.map((value) => ({
                value: String(value),
                label: t('map.first', { count: value, number: format.integer(value) }),
              }))}
            />
          </>
        )}
        {layout === 'codes' && (
          <Select
            size="xs"
            w={190}
            aria-label={t('map.split')}
            allowDeselect={false}
            value={split}
            onChange={(value) => setSplit(value === 'train' ? 'train' : 'test')}
            data={(['test', 'train'] as const).map((value) => ({
              value,
              label: t(`map.splits.${value}`, { number: format.integer(examples[value]) }),
            }))}
          />
        )}
      </Group>
      <Group gap="md">
        {hasManifold && (
          <Switch
            size="sm"
            label={t('map.manifold')}
            checked={isManifoldShown}
            onChange={({ currentTarget }) => onManifold(currentTarget.checked)}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label={t('map.tool')}
          value={tool}
          onChange={(value) => onTool(value as PlaneTool)}
          data={tools.map(({ value, label, icon: Icon }) => ({
            value,
            label: (
              <span className={classes.tool}>
                <Icon size={15} aria-hidden /> {label}
              </span>
            ),
          }))}
        />
      </Group>
    </div>
  );
}
