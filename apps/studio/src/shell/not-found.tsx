import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Empty } from '../components/empty.tsx';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Empty isPage title={t('notFound.title')} text={t('notFound.text')}>
      <Button component={Link} href="/">
        {t('notFound.home')}
      </Button>
    </Empty>
  );
}
