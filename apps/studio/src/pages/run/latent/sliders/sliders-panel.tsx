/** The code by hand: each of its numbers, its main directions, or what stands for something. */

import { Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Term, type TermName } from '../../../../terms/term.tsx';
import { useExplorer } from '../explorer-context.ts';
import { AttributeSliders } from './attribute-sliders.tsx';
import { NumberSliders } from './number-sliders.tsx';
import { PrincipalSliders } from './principal-sliders.tsx';

type Kind = 'numbers' | 'principal' | 'attributes';

const TERMS: Readonly<Record<Kind, TermName>> = {
  numbers: 'latentCode',
  principal: 'pca',
  attributes: 'attributeVector',
};

export function SlidersPanel() {
  const { t } = useTranslation('latent');
  const { capabilities } = useExplorer();
  const { encode, codeSize, classNames, attributes } = capabilities;
  const [kind, setKind] = useState<Kind>('numbers');
  const kinds: Kind[] = [
    'numbers',
    ...(encode && codeSize > 1 ? (['principal'] as const) : []),
    ...(encode && (classNames || attributes) ? (['attributes'] as const) : []),
  ];
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          <Term name={TERMS[kind]}>{t(`sliders.titles.${kind}`)}</Term>
        </Title>
        {kinds.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t('sliders.kind')}
            value={kind}
            onChange={(value) => setKind(value as Kind)}
            data={kinds.map((value) => ({ value, label: t(`sliders.kinds.${value}`) }))}
          />
        )}
      </Group>
      <Text size="sm" c="dimmed" mb="sm">
        {t(`sliders.leads.${kind}`)}
      </Text>
      {kind === 'numbers' && <NumberSliders />}
      {kind === 'principal' && <PrincipalSliders />}
      {kind === 'attributes' && <AttributeSliders />}
    </>
  );
}
