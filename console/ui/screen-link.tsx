import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, matchPath } from 'react-router';
import { holds, useMe } from '../api/session.ts';
import { useScreens } from './screen-context.ts';

/** The address if a screen is there and the viewer may open it; null otherwise. */
export function useOpenable(): (to: string) => string | null {
  const screens = useScreens();
  const me = useMe().data;
  return (to) => {
    const [path = to] = to.split('?');
    const screen = screens.find((one) => matchPath(`/${one.path}`, path) !== null);
    return screen !== undefined && holds(me, screen.permission) ? to : null;
  };
}

/** A link to another screen; plain text for those who may not open it. */
export function ScreenLink({ to, children }: { to: string; children: ReactNode }) {
  const openable = useOpenable()(to);
  if (openable === null) return <>{children}</>;
  return (
    <Anchor component={Link} to={openable}>
      {children}
    </Anchor>
  );
}
