import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DataFinding } from '../../api/contract.ts';
import { FindingText } from '../../components/finding-text.tsx';
import { useFindingWords } from '../../components/finding-words.ts';
import classes from './import-panel.module.css';

/** What the doctor says of data. */
export function DataFindings({ findings }: { findings: readonly DataFinding[] }) {
  const { t } = useTranslation('data');
  const say = useFindingWords('data');
  return (
    <ul className={classes.findings}>
      {findings.map((finding) => (
        <li key={finding.message}>
          <Badge
            size="sm"
            variant="outline"
            color={finding.severity === 'fault' ? 'magenta' : 'orange'}
            c="inherit"
          >
            {t(`import.severity.${finding.severity}`)}
          </Badge>
          <FindingText said={say(finding, 'message', finding.message)} />{' '}
          {finding.advice !== undefined && (
            <FindingText said={say(finding, 'mend', finding.advice)} />
          )}
        </li>
      ))}
    </ul>
  );
}
