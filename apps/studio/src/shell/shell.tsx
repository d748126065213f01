/** The frame around every page. */

import { AppShell, Box, Group, Text } from '@mantine/core';
import { type ReactNode, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { Loading } from '../components/loading.tsx';
import { ConnectionState } from './connection-state.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { ThemeSwitch } from './theme-switch.tsx';

export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const page = location.split('/').slice(0, 3).join('/');
  // A new page begins at its top.
  useEffect(() => {
    if (page !== '') window.scrollTo(0, 0);
  }, [page]);
  return (
    <AppShell header={{ height: 56 }} footer={{ height: { base: 60, sm: 0 } }}>
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <AppShell.Header className={classes.header}>
        <Group
          h="100%"
          px={{ base: 'md', md: 'xl' }}
          gap="lg"
          wrap="nowrap"
          justify="space-between"
        >
          <Group gap="lg" wrap="nowrap">
            <Link href="/" className={classes.brand}>
              <Logo />
              <Text span fw={700} fz="lg" lts="-0.02em">
                Alebrije
              </Text>
            </Link>
            <Box visibleFrom="sm">
              <Navigation place="header" />
            </Box>
          </Group>
          <Group gap={6} wrap="nowrap">
            <ConnectionState />
            <LanguageSwitch />
            <ThemeSwitch />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Main>
        <div id="content" tabIndex={-1} className={classes.content}>
          <ErrorBoundary key={page}>
            <Suspense fallback={<Loading />}>{children}</Suspense>
          </ErrorBoundary>
        </div>
      </AppShell.Main>
      <AppShell.Footer hiddenFrom="sm" className={classes.footer}>
        <Navigation place="bottom" />
      </AppShell.Footer>
    </AppShell>
  );
}
