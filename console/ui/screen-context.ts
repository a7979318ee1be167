import { createContext, useContext } from 'react';
import type { Screen } from '../screens/screen.ts';

export const ScreenContext = createContext<Screen | null>(null);

/** The screen that is shown. @throws Error outside one */
export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (screen === null) throw new Error('no screen is shown here');
  return screen;
}

export const ScreensContext = createContext<readonly Screen[]>([]);

/** Every screen there is. */
export const useScreens = (): readonly Screen[] => useContext(ScreensContext);
