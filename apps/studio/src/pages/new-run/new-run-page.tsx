/** Starting a run: choose a recipe, then its settings. */

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { runQuery, useRecipes } from '../../api/queries.ts';
import { Empty } from '../../components/empty.tsx';
import { Failure } from '../../components/failure.tsx';
import { Loading } from '../../components/loading.tsx';
import { RecipeForm } from './recipe-form.tsx';
import { RecipeGallery } from './recipe-gallery.tsx';

export function NewRunPage({ recipe }: { recipe: string | undefined }) {
  return recipe === undefined ? <RecipeGallery /> : <ChosenRecipe key={recipe} name={recipe} />;
}

function ChosenRecipe({ name }: { name: string }) {
  const { t } = useTranslation('newRun');
  const [params] = useSearchParams();
  const like = params.get('like');
  const { data: recipes, error, refetch } = useRecipes();
  const model = useQuery({ ...runQuery(like ?? ''), enabled: like !== null });
  const recipe = recipes?.find((candidate) => candidate.name === name);
  if (error ?? model.error) {
    return <Failure error={error ?? model.error} onRetry={() => void refetch()} />;
  }
  if (!recipes || (like !== null && !model.data)) return <Loading />;
  if (!recipe) {
    return (
      <Empty title={t('choose.none', { text: name })}>
        <Button component={Link} href="/new">
          {t('back')}
        </Button>
      </Empty>
    );
  }
  const data = params.get('data');
  const settings = { ...model.data?.config, ...(data !== null && { data }) };
  return <RecipeForm recipe={recipe} like={model.data} settings={settings} />;
}
