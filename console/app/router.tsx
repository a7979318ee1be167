import { type ComponentType, lazy, Suspense } from 'react';
import { createBrowserRouter, Navigate, type RouteObject, useLocation, useRouteError } from 'react-router';
import { holds, useMe } from '../api/session.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { screens } from '../screens/index.ts';
import type { Screen } from '../screens/screen.ts';
import { ScreenContext } from '../ui/screen-context.ts';
import { EmptyState, LoadingState, NoAccess, ProblemAlert } from '../ui/states.tsx';
import { Shell } from './shell.tsx';

/** Asks who is there before anything is shown; a stranger is sent to sign in, and comes back to where they wanted to go. */
function SignedIn() {
  const me = useMe();
  const { pathname, search } = useLocation();
  if (me.isPending) return <LoadingState />;
  if (me.error !== null && me.data === undefined) return <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />;
  if (me.data === null || me.data === undefined) {
    const wanted = `${pathname}${search}`;
    return <Navigate to={wanted === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(wanted)}`} replace />;
  }
  return <Shell me={me.data} />;
}

function routeOf(screen: Screen): RouteObject {
  const Loaded = lazy(screen.load);
  return { path: screen.path, element: <Guarded screen={screen} loaded={Loaded} />, errorElement: <Broken /> };
}

function Guarded({ screen, loaded: Loaded }: { screen: Screen; loaded: ComponentType }) {
  const me = useMe();
  if (!holds(me.data, screen.permission)) return <NoAccess permission={screen.permission} page />;
  return (
    <ScreenContext value={screen}>
      <Suspense fallback={<LoadingState />}>
        <Loaded />
      </Suspense>
    </ScreenContext>
  );
}

/** A mistake of the interface itself. */
function Broken() {
  const { t } = useWords(common);
  const error = useRouteError();
  return (
    <EmptyState
      page
      icon="warning"
      title={t('brokenTitle')}
      text={
        <>
          {t('brokenText')}
          <br />
          {String(error)}
        </>
      }
    />
  );
}

function Nowhere() {
  const { t } = useWords(common);
  return <EmptyState page icon="warning" title={t('notFoundTitle')} text={t('notFoundText')} />;
}

const signIn = lazy(() => import('../screens/sign-in/sign-in.tsx'));
const invitation = lazy(() => import('../screens/sign-in/invitation.tsx'));

function door(path: string, Loaded: ComponentType): RouteObject {
  return {
    path,
    element: (
      <Suspense fallback={<LoadingState />}>
        <Loaded />
      </Suspense>
    ),
    errorElement: <Broken />,
  };
}

export const createRouter = () =>
  createBrowserRouter([
    door('/sign-in', signIn),
    door('/invitation', invitation),
    {
      path: '/',
      element: <SignedIn />,
      errorElement: <Broken />,
      children: [...screens.map(routeOf), { path: '*', element: <Nowhere /> }],
    },
  ]);
