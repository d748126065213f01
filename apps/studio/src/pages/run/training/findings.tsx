/** What the doctor says of the training, the most severe first. */

import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RunFinding } from '../../../api/contract.ts';
import { FindingText } from '../../../components/finding-text.tsx';
import { Term } from '../../../terms/term.tsx';
import classes from './findings.module.css';

const COLOURS = { serious: 'magenta', warning: 'orange', note: 'gray' } as const;
const ORDER = Object.keys(COLOURS);

interface FindingsProps {
  readonly findings: readonly RunFinding[];
  /** Whether there may be more to come. */
  readonly isActive: boolean;
}

export function Findings({ findings, isActive }: FindingsProps) {
  const { t } = useTranslation(['run', 'shell']);
  // A training that went on may have said the same again.
  const different = new Map(findings.map((finding) => [finding.what, finding]));
  const sorted = [...different.values()].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity),
  );
  return (
    <>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h3">
          <Term name="doctor">{t('findings.title')}</Term>
        </Title>
        {sorted.length > 0 && (
          <Text size="sm" c="dimmed">
            {t('findings.count', { count: sorted.length })}
          </Text>
        )}
      </Group>
      <div aria-live={isActive ? 'polite' : 'off'}>
        {findings.length === 0 && (
          <Group gap="sm" c="dimmed" wrap="nowrap">
            <IconStethoscope size={20} stroke={1.6} aria-hidden />
            <Text size="sm">{t('findings.none')}</Text>
          </Group>
        )}
        <Stack gap="sm">
          {sorted.map((finding) => (
            <article
              key={finding.what}
              className={classes.finding}
              data-severity={finding.severity}
            >
              <Group gap="xs" mb={4}>
                <Badge
                  size="sm"
                  variant="light"
                  color={COLOURS[finding.severity]}
                  className={classes.badge}
                >
                  {t(`shell:severity.${finding.severity}`)}
                </Badge>
              </Group>
              <Text size="sm" fw={600}>
                <FindingText
                  group="training"
                  finding={finding}
                  part="what"
                  english={finding.what}
                />
              </Text>
              <dl className={classes.more}>
                <dt>{t('shell:finding.cause')}</dt>
                <dd>
                  <FindingText
                    group="training"
                    finding={finding}
                    part="cause"
                    english={finding.cause}
                  />
                </dd>
                <dt>{t('shell:finding.cure')}</dt>
                <dd>
                  <FindingText
                    group="training"
                    finding={finding}
                    part="cure"
                    english={finding.cure}
                  />
                </dd>
              </dl>
            </article>
          ))}
        </Stack>
      </div>
    </>
  );
}
