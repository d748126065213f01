/** What is shown of a model, each with a word about it. */

import { Chip, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type ModelName, SETTINGS } from './engine/settings.ts';
import { EVERY_WAY } from './explained.tsx';
import classes from './lab.module.css';
import { useLab } from './lab-context.ts';

export function Overlays({ model }: { readonly model: ModelName }) {
  const { t } = useTranslation('lab');
  const { settings, change } = useLab();
  const name = `${model}.show` as const;
  return (
    <Chip.Group
      multiple
      value={[...settings[name]]}
      onChange={(shown) =>
        change({ [name]: SETTINGS[name].choices.filter((c) => shown.includes(c)) })
      }
    >
      <fieldset className={classes.overlays}>
        <legend className={classes.hidden}>{t('show.label')}</legend>
        {SETTINGS[name].choices.map((choice) => (
          <Tooltip
            key={choice}
            label={t(`showHelp.${choice}`)}
            events={EVERY_WAY}
            refProp="rootRef"
            multiline
            maw={260}
          >
            <Chip
              value={choice}
              size="xs"
              radius="sm"
              variant="light"
              aria-description={t(`showHelp.${choice}`)}
            >
              {t(`show.${choice}`)}
            </Chip>
          </Tooltip>
        ))}
      </fieldset>
    </Chip.Group>
  );
}
