/** The providers and the addresses of the pages; each page is loaded when it is first opened. */

import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy } from 'react';
import { Route, Switch } from 'wouter';
import { EventsProvider } from './api/events-provider.tsx';
import { createQueryClient } from './api/query-client.ts';
import { NotFound } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';
import { cssVariables, theme } from './theme.ts';

const RunsPage = lazy(() =>
  import('./pages/runs/runs-page.tsx').then(({ RunsPage: page }) => ({ default: page })),
);
const NewRunPage = lazy(() =>
  import('./pages/new-run/new-run-page.tsx').then(({ NewRunPage: page }) => ({ default: page })),
);
const RunPage = lazy(() =>
  import('./pages/run/run-page.tsx').then(({ RunPage: page }) => ({ default: page })),
);
const ComparePage = lazy(() =>
  import('./pages/compare/compare-page.tsx').then(({ ComparePage: page }) => ({ default: page })),
);
const LabPage = lazy(() =>
  import('./pages/lab/lab-page.tsx').then(({ LabPage: page }) => ({ default: page })),
);
const DataPage = lazy(() =>
  import('./pages/data/data-page.tsx').then(({ DataPage: page }) => ({ default: page })),
);
const DatasetPage = lazy(() =>
  import('./pages/data/dataset-page.tsx').then(({ DatasetPage: page }) => ({ default: page })),
);

const queryClient = createQueryClient();

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <EventsProvider>
          <Notifications position="bottom-center" limit={4} zIndex={400} />
          <Shell>
            <Switch>
              <Route path="/">
                <RunsPage />
              </Route>
              <Route path="/new/:recipe?">{({ recipe }) => <NewRunPage recipe={recipe} />}</Route>
              <Route path="/runs/:name/:tab?">
                {({ name, tab }) => <RunPage key={name} name={name} tab={tab} />}
              </Route>
              <Route path="/compare">
                <ComparePage />
              </Route>
              <Route path="/lab">
                <LabPage />
              </Route>
              <Route path="/data">
                <DataPage />
              </Route>
              <Route path="/data/:name">
                {({ name }) => <DatasetPage key={name} name={name} />}
              </Route>
              <Route>
                <NotFound />
              </Route>
            </Switch>
          </Shell>
        </EventsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
