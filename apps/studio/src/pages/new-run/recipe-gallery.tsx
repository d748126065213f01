/** All recipes by family, to choose one. */

import { Badge, Group, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearch } from 'wouter';
import type { RecipeInfo } from '../../api/contract.ts';
import { useDatasets, useRecipes } from '../../api/queries.ts';
import { Failure } from '../../components/failure.tsx';
import { useFamilyName } from '../../components/family-name.ts';
import { Loading } from '../../components/loading.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useRecipeText } from '../../components/recipe-text.ts';
import classes from './recipe-gallery.module.css';

export function RecipeGallery() {
  const { t } = useTranslation('newRun');
  const { data: recipes, error, refetch } = useRecipes();
  const { data: datasets = [] } = useDatasets();
  const recipeText = useRecipeText();
  const familyName = useFamilyName();
  const search = useSearch();
  const [text, setText] = useState('');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (recipe: RecipeInfo) => {
    const { title, description } = recipeText(recipe);
    const all = [recipe.name, title, description, recipe.source, familyName(recipe.family)];
    return words.every((word) => all.join(' ').toLowerCase().includes(word));
  };
  const shown = recipes?.filter(fits) ?? [];
  const families = [...new Set(shown.map(({ family }) => family))];
  const missing = new Set(datasets.filter(({ there }) => !there).map(({ name }) => name));

  return (
    <>
      <PageHeader title={t('choose.title')} text={t('choose.lead')}>
        <TextInput
          aria-label={t('choose.search')}
          placeholder={t('choose.placeholder')}
          leftSection={<IconSearch size={16} />}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          w={{ base: '100%', xs: 280 }}
        />
      </PageHeader>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!recipes && !error && <Loading />}
      {recipes && shown.length === 0 && <Text c="dimmed">{t('choose.none', { text })}</Text>}
      <Stack gap="xl">
        {families.map((family) => (
          <section key={family} aria-label={familyName(family)}>
            <Title order={2} mb="sm">
              {familyName(family)}
            </Title>
            <SimpleGrid type="container" cols={{ base: 1, '560px': 2, '900px': 3 }} spacing="sm">
              {shown
                .filter((recipe) => recipe.family === family)
                .map((recipe) => (
                  <RecipeCard
                    key={recipe.name}
                    recipe={recipe}
                    isMissing={missing.has(recipe.data)}
                    search={search}
                  />
                ))}
            </SimpleGrid>
          </section>
        ))}
      </Stack>
    </>
  );
}

function RecipeCard({
  recipe,
  isMissing,
  search,
}: {
  recipe: RecipeInfo;
  isMissing: boolean;
  search: string;
}) {
  const { t } = useTranslation('newRun');
  const { title, description } = useRecipeText()(recipe);
  return (
    <Link
      href={`/new/${encodeURIComponent(recipe.name)}${search === '' ? '' : `?${search}`}`}
      className={classes.card}
      data-family={recipe.family}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
        <Text fw={650} lh={1.3}>
          {title}
        </Text>
        <Badge variant="default" size="sm" flex="none" title={t('choose.row', { row: recipe.row })}>
          {recipe.row}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed" lh={1.4}>
        {description}
      </Text>
      <Text size="xs" c="dimmed" mt="auto" pt={6} ff="monospace">
        {recipe.name} · {recipe.data}
      </Text>
      {isMissing && (
        <Text size="xs" className={classes.missing}>
          {t('choose.notThere')}
        </Text>
      )}
    </Link>
  );
}
