/** Whether what happens in the runs folder reaches the page. */

import { Badge, Box, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/events-provider.tsx';
import classes from './connection-state.module.css';

export function ConnectionState() {
  const { t } = useTranslation();
  const connection = useConnection();
  return (
    <output aria-live="polite">
      {connection === 'lost' ? (
        <Tooltip label={t('connection.lost')} multiline maw={260}>
          <Badge color="orange" variant="light" size="lg" tabIndex={0}>
            {t('connection.lostShort')}
          </Badge>
        </Tooltip>
      ) : (
        <Tooltip label={t(`connection.${connection}`)} multiline maw={260}>
          <Box
            className={classes.dot}
            data-connection={connection}
            role="img"
            aria-label={t(`connection.${connection}`)}
          />
        </Tooltip>
      )}
    </output>
  );
}
