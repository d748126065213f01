/** All codes at a glance: a map to drag through, to choose from, to draw a line in. */

import { Button, Group, Loader, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChartDots3 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDatasetWords } from '../../../../components/dataset-words.ts';
import { Failure } from '../../../../components/failure.tsx';
import { useFormat } from '../../../../components/format.ts';
import { Term, type TermName } from '../../../../terms/term.tsx';
import { useCode } from '../code-store.ts';
import { codeOf } from '../codes/code-set.ts';
import { useExplorer } from '../explorer-context.ts';
import { hasGraphicsCard } from '../plane/painter.ts';
import { type Hovered, Plane, type PlaneMark, type PlaneTool } from '../plane/plane.tsx';
import { useRequest } from '../uses.ts';
import { HoverCard } from './example-images.tsx';
import { Legend } from './legend.tsx';
import classes from './map.module.css';
import { MapControls } from './map-controls.tsx';
import {
  type Layout,
  type MapChoice,
  type MapData,
  nearestExample,
  positionOf,
  useMapData,
} from './map-data.ts';
import { type Chosen, Selection } from './selection.tsx';
import { useManifold } from './use-manifold.ts';
import { usePainted } from './use-painted.ts';

const TERMS: Readonly<Record<Layout, TermName>> = {
  codes: 'latentCode',
  pca: 'pca',
  tsne: 'tsne',
  umap: 'umap',
};

const NEIGHBOURS = 16;

export function MapPanel() {
  const { t } = useTranslation('latent');
  const { capabilities, setSplit } = useExplorer();
  const { codeSize, shape } = capabilities;
  const [choice, setChoice] = useState<MapChoice>({
    layout: codeSize === 2 || codeSize === 3 ? 'codes' : 'pca',
    dimensions: 2,
    limit: 2000,
  });
  const [tool, setTool] = useState<PlaneTool>('choose');
  const [isManifoldShown, setManifoldShown] = useState(true);
  const { layout } = choice;
  const hasManifold = choice.layout === 'codes' && codeSize === 2 && shape.length === 3;
  const { data, error, isPending } = useMapData(choice);
  const dataSplit = data?.split;
  useEffect(() => {
    // A projection is of examples that the server chooses.
    if (layout !== 'codes' && dataSplit !== undefined) setSplit(dataSplit);
  }, [layout, dataSplit, setSplit]);
  return (
    <>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h3">
          <Term name={TERMS[choice.layout]}>{t(`map.titles.${choice.layout}`)}</Term>
        </Title>
        {data && <MapFacts data={data} />}
      </Group>
      <MapControls
        {...{ choice, tool, hasManifold, isManifoldShown }}
        onChoice={setChoice}
        onTool={setTool}
        onManifold={setManifoldShown}
      />
      {error ? <Failure error={error} /> : null}
      {isPending && !error && (
        <div className={classes.waiting} role="status">
          <Loader type="dots" />
          <Text size="sm">
            {choice.layout === 'codes' ? t('map.encoding') : t('map.projecting')}
          </Text>
        </div>
      )}
      {data && (
        <CodeMap
          key={`${data.layout} ${data.split}`}
          data={data}
          tool={tool}
          hasManifold={hasManifold && isManifoldShown}
        />
      )}
    </>
  );
}

function MapFacts({ data }: { data: MapData }) {
  const { t } = useTranslation('latent');
  const format = useFormat();
  const { count, explained, seconds } = data;
  const facts = [
    t('map.points', { count, number: format.integer(count) }),
    ...(explained
      ? [t('map.explained', { shares: explained.map(format.percent).join(' + ') })]
      : []),
    ...(seconds !== undefined ? [format.duration(seconds)] : []),
    ...(hasGraphicsCard() ? [] : [t('map.noCard')]),
  ];
  return (
    <Text size="xs" c="dimmed" className="numbers">
      {facts.join(' · ')}
    </Text>
  );
}

interface CodeMapProps {
  readonly data: MapData;
  readonly tool: PlaneTool;
  readonly hasManifold: boolean;
}

function CodeMap({ data, tool, hasManifold }: CodeMapProps) {
  const { t } = useTranslation('latent');
  const format = useFormat();
  const words = useDatasetWords();
  const { run, capabilities, code: store, codes, stops, ownImage } = useExplorer();
  const code = useCode(store);
  const ask = useRequest(run.name);
  const [isolated, setIsolated] = useState<number>();
  const [hovered, setHovered] = useState<Hovered>();
  const [settled] = useDebouncedValue(hovered, 50);
  const [chosen, setChosen] = useState<Chosen>();
  const { points, colours } = usePainted(data, isolated, hasManifold);
  const { underlay, onView } = useManifold(hasManifold);

  // Only codes of two numbers can be anywhere in the plane; else the code is shown at the example nearest to it.
  const isFree = data.layout === 'codes' && capabilities.codeSize === 2;
  const ownCodes = codes?.split === data.split ? codes : undefined;
  const slowCode = useDeferredValue(code);
  const nearest = useMemo(
    () => (ownCodes && !isFree ? nearestExample(ownCodes, data.count, slowCode) : 0),
    [ownCodes, isFree, data.count, slowCode],
  );

  const names = useMemo(
    () =>
      colours.map((_, label) => {
        const name = data.classNames?.[label];
        return name === undefined ? String(label) : words.className(name);
      }),
    [colours, data.classNames, words],
  );
  const nameOf = (index: number) => {
    const label = data.labels?.[index];
    return label === undefined ? undefined : names[label];
  };
  const pick = (index: number) => {
    if (ownCodes) store.set(codeOf(ownCodes, index), 'example');
  };
  const neighbours = useMutation({
    mutationFn: () =>
      ask('neighbours', { split: data.split, code: [...store.get()], k: NEIGHBOURS }),
    onSuccess: ({ indices }) =>
      setChosen({ kind: 'neighbours', indices: indices.filter((index) => index < data.count) }),
  });

  const place = (of: ArrayLike<number>) =>
    isFree || !ownCodes ? of : positionOf(data, nearestExample(ownCodes, data.count, of));
  const marks: PlaneMark[] = [
    ...(chosen?.indices.slice(0, 200) ?? []).map((index) => ({
      key: `picked ${index}`,
      position: positionOf(data, index),
      kind: 'picked' as const,
    })),
    ...stops.map((stop, at) => ({
      key: `stop ${stop.key}`,
      position: place(stop.code),
      kind: 'stop' as const,
      text: String(at + 1),
    })),
    ...(ownImage ? [{ key: 'own', position: place(ownImage.code), kind: 'image' as const }] : []),
  ];
  if (!points) return null;
  const currentText = isFree
    ? Array.from(code, (value, z) => `z${z + 1} = ${format.hundredths(value)}`).join('; ')
    : [t('map.nearExample', { index: nearest }), nameOf(nearest)].filter(Boolean).join(': ');
  return (
    <>
      <Plane
        points={points}
        underlay={underlay}
        tool={tool}
        label={t('map.label')}
        current={{
          position: isFree ? code : positionOf(data, nearest),
          label: isFree ? t('map.handle') : t('map.handleAtExample'),
          text: currentText,
          ...(!isFree && { index: nearest }),
        }}
        marks={marks}
        onPlace={isFree ? (x, y) => store.set([x, y], 'map') : undefined}
        onPick={pick}
        onHover={setHovered}
        onLasso={(indices) => setChosen({ kind: 'lasso', indices })}
        onView={onView}
      >
        {hovered && settled && (
          <HoverCard
            split={data.split}
            index={settled.index}
            name={nameOf(settled.index)}
            pixel={settled.pixel}
          />
        )}
      </Plane>
      <Group justify="space-between" align="start" mt="xs" wrap="nowrap">
        {names.length > 0 ? (
          <Legend {...{ names, colours, isolated }} onIsolate={setIsolated} />
        ) : (
          <span />
        )}
        <Button
          size="xs"
          variant="default"
          className={classes.neighbours}
          leftSection={<IconChartDots3 size={16} />}
          loading={neighbours.isPending}
          onClick={() => neighbours.mutate()}
        >
          {t('map.neighbours')}
        </Button>
      </Group>
      {neighbours.error && <Failure error={neighbours.error} />}
      <Text size="xs" c="dimmed" mt={6}>
        {isFree ? t('map.hintFree') : t('map.hintExamples')} {t('map.keys')}
      </Text>
      {chosen && chosen.indices.length === 0 && (
        <Text size="sm" mt="sm" role="status">
          {t('selection.none')}
        </Text>
      )}
      {chosen && chosen.indices.length > 0 && (
        <Selection
          {...{ chosen, data, names, colours, nameOf }}
          onPick={pick}
          onClose={() => setChosen(undefined)}
        />
      )}
    </>
  );
}
