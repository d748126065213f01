import { Badge, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataFinding } from '../../api/contract.ts';
import { FindingText } from '../../components/finding-text.tsx';
import classes from './import-panel.module.css';

/** What the doctor says of data. */
export function DataFindings({ findings }: { findings: readonly DataFinding[] }) {
  const { t } = useTranslation('data');
  return (
    <ul className={classes.findings}>
      {findings.map((finding) => (
        <li key={finding.message}>
          <Badge
            size="sm"
            variant="outline"
            color={finding.severity === 'fault' ? 'magenta' : 'orange'}
            c="inherit"
            className={classes.severity}
          >
            {t(`import.severity.${finding.severity}`)}
          </Badge>
          <div>
            <FindingText group="data" finding={finding} part="message" english={finding.message} />
            {finding.advice !== undefined && (
              <Text size="sm" c="dimmed">
                <FindingText group="data" finding={finding} part="mend" english={finding.advice} />
              </Text>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
