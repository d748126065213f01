/** The 2-D lab: four models learn the same points in the page, side by side. */

import { useDocumentTitle } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../components/loading.tsx';
import { DataPanel } from './data-panel.tsx';
import { MODELS, type ModelName } from './engine/settings.ts';
import classes from './lab.module.css';
import { LabContext, useLabWork } from './lab-context.ts';
import { ModelCard } from './model-card.tsx';
import { RefusedAlert } from './refused-alert.tsx';
import { Toolbar } from './toolbar.tsx';
import { type OpenedSetUp, useAddress, useOpenedSetUp } from './use-set-up.ts';

function Workbench({ setUp }: { readonly setUp: OpenedSetUp }) {
  const { t } = useTranslation('lab');
  const lab = useLabWork(setUp);
  const [large, setLarge] = useState<ModelName>();
  useAddress(lab);
  useDocumentTitle(`${t('title')} · Alebrije`);
  return (
    <LabContext value={lab}>
      <div className={classes.lab}>
        <Toolbar />
        <RefusedAlert refused={setUp.refused} />
        <div className={classes.bench}>
          <DataPanel />
          <div className={classes.cards} data-large={large}>
            {MODELS.map((model) => (
              <ModelCard
                key={model}
                model={model}
                isLarge={model === large}
                onLarge={(isLarge) => setLarge(isLarge ? model : undefined)}
              />
            ))}
          </div>
        </div>
      </div>
    </LabContext>
  );
}

export function LabPage() {
  const setUp = useOpenedSetUp();
  if (!setUp) return <Loading />;
  return <Workbench key={setUp.number} setUp={setUp} />;
}
