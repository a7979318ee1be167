import '@mantine/core/styles.layer.css';
import 'mantine-datatable/styles.layer.css';
import './app/console.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { onSessionEnd } from './api/client.ts';
import { isProblem } from './api/problem.ts';
import { forgetSession, useMe } from './api/session.ts';
import { createRouter } from './app/router.tsx';
import { readable, theme } from './app/theme.ts';
import { followAccount } from './i18n/language.ts';

/** Styles made at run time are let in by the nonce of the page; libraries below Mantine look for it under this name. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
Object.assign(globalThis, { __webpack_nonce__: nonce });

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && (!isProblem(error) || error.passing),
      refetchOnWindowFocus: true,
    },
  },
});

function Root({ router }: { router: ReturnType<typeof createRouter> }) {
  const me = useMe();
  const spoken = me.data?.language;
  useEffect(() => {
    if (spoken !== undefined) void followAccount(spoken);
  }, [spoken]);
  return <RouterProvider router={router} />;
}

onSessionEnd(() => forgetSession(client));
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the console');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={readable} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={client}>
        <Root router={createRouter()} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
