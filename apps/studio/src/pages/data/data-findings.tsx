import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataFinding } from '../../api/contract.ts';
import classes from './import-panel.module.css';

/** What the doctor says of data: in English, as everywhere. */
export function DataFindings({ findings }: { findings: readonly DataFinding[] }) {
  const { t } = useTranslation('data');
  return (
    <ul className={classes.findings}>
      {findings.map(({ severity, message, advice }) => (
        <li key={message}>
          <Badge
            size="sm"
            variant="outline"
            color={severity === 'fault' ? 'magenta' : 'orange'}
            c="inherit"
          >
            {t(`import.severity.${severity}`)}
          </Badge>
          <span lang="en">
            {message}
            {advice !== undefined && ` ${advice}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
