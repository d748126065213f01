/** An address that shows the same again; it can be read, and copied. */

import { ActionIcon, CopyButton, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface LinkFieldProps {
  readonly link: string;
  readonly label: string;
}

export function LinkField({ link, label }: LinkFieldProps) {
  const { t } = useTranslation('shell');
  return (
    <TextInput
      size="xs"
      readOnly
      value={link}
      aria-label={label}
      leftSection={<IconLink size={15} aria-hidden />}
      onFocus={({ currentTarget }) => currentTarget.select()}
      rightSection={
        <CopyButton value={link}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t('copied') : t('copy')}>
              <ActionIcon
                size="sm"
                variant="subtle"
                color={copied ? 'teal' : 'gray'}
                aria-label={copied ? t('copied') : `${t('copy')}: ${label}`}
                onClick={copy}
              >
                {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      }
    />
  );
}

/** The address of this tab with such settings. */
export function linkOf(run: string, parameters: URLSearchParams): string {
  return `${location.origin}/runs/${encodeURIComponent(run)}/generate?${parameters}`;
}
