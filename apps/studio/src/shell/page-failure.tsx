import { Button, Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Empty } from '../components/empty.tsx';

export function PageFailure({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Empty isPage title={t('failure.page')}>
      <Code block mah={200} maw="100%">
        {error instanceof Error ? error.message : String(error)}
      </Code>
      <Button onClick={() => location.reload()}>{t('failure.reload')}</Button>
    </Empty>
  );
}
