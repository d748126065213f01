/** A quiet sign that something is on its way; it appears only if that takes a while. */

import { Center, Loader } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const PATIENCE_MS = 250;

export function Loading({ height = '40vh' }: { height?: string | number }) {
  const { t } = useTranslation();
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <Center h={height} role="status" aria-label={t('loading')}>
      {isLong && <Loader type="dots" size="lg" />}
    </Center>
  );
}
