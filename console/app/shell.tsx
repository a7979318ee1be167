import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Menu,
  NavLink,
  ScrollArea,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { startLive, useLiveState } from '../api/live.ts';
import { holds, type Me, signOut } from '../api/session.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { chooseLanguage } from '../i18n/language.ts';
import { screens } from '../screens/index.ts';
import { NAV_GROUPS, type Screen } from '../screens/screen.ts';
import { Icon } from '../ui/icon.tsx';
import { ScreensContext } from '../ui/screen-context.ts';
import { Jump } from './jump.tsx';
import { words } from './words.ts';

/** Header, navigation and the screen: what every signed-in person sees. The navigation shows only what their rights allow. */
export function Shell({ me }: { me: Me }) {
  const { t } = useWords(words);
  const [opened, { toggle, close }] = useDisclosure();
  const client = useQueryClient();
  useEffect(() => startLive(client), [client]);
  return (
    <AppShell header={{ height: 46 }} navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !opened } }} padding="md">
      <a className="uzel-skip" href="#content">
        {t('skip')}
      </a>
      <AppShell.Header className="uzel-bar">
        <Header me={me} opened={opened} onToggle={toggle} />
      </AppShell.Header>
      <AppShell.Navbar className="uzel-nav" p={6} aria-label={t('navigation')}>
        <ScrollArea>
          <Navigation me={me} onGo={close} />
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        <ScreensContext value={screens}>
          <Outlet />
        </ScreensContext>
      </AppShell.Main>
    </AppShell>
  );
}

function Header({ me, opened, onToggle }: { me: Me; opened: boolean; onToggle: () => void }) {
  const { t, language } = useWords(words);
  const { t: say } = useWords(common);
  const client = useQueryClient();
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  return (
    <Group h="100%" px="sm" justify="space-between" wrap="nowrap">
      <Group gap="xs" wrap="nowrap">
        <Burger opened={opened} onClick={onToggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
        <Link to="/" className="uzel-brand">
          <img src={new URL('../icon.svg', import.meta.url).href} alt="" width={24} height={24} />
          <span>{say('product')}</span>
        </Link>
      </Group>
      <Group gap={6} wrap="nowrap">
        <Jump me={me} />
        <LiveMark />
        <Tooltip label={scheme === 'dark' ? t('light') : t('dark')}>
          <ActionIcon
            size="md"
            aria-label={scheme === 'dark' ? t('light') : t('dark')}
            onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            <Icon name={scheme === 'dark' ? 'sun' : 'moon'} />
          </ActionIcon>
        </Tooltip>
        <ActionIcon
          size="md"
          lang={language === 'ru' ? 'en' : 'ru'}
          aria-label={language === 'ru' ? 'EN, English' : 'RU, русский'}
          onClick={() => void chooseLanguage(language === 'ru' ? 'en' : 'ru')}
        >
          <Text span size="xs" fw={600}>
            {language === 'ru' ? 'EN' : 'RU'}
          </Text>
        </ActionIcon>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon size="md" aria-label={`${t('account')}: ${me.name ?? me.actor}`}>
              <Icon name="user" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>
              <Text fw={600}>{me.name ?? me.actor}</Text>
              <Text size="xs">{me.email}</Text>
            </Menu.Label>
            <Menu.Item leftSection={<Icon name="out" />} onClick={() => void signOut(client)}>
              {t('signOut')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Group>
  );
}

const MARKS = { live: ['live', 'green'], lost: ['liveLost', 'red'], paused: ['livePaused', 'gray'] } as const;

/** Whether what is shown follows the hub. */
function LiveMark() {
  const { t } = useWords(common);
  const [word, color] = MARKS[useLiveState()];
  return (
    <Tooltip label={t(word)}>
      <span className="uzel-live" role="status" aria-label={t(word)} data-color={color} />
    </Tooltip>
  );
}

function Navigation({ me, onGo }: { me: Me; onGo: () => void }) {
  const { t, of } = useWords(words);
  const shown = screens.filter((screen) => screen.nav !== undefined && holds(me, screen.permission));
  if (shown.length === 0) {
    return (
      <Text p="xs" c="dimmed">
        {t('noRights')}
      </Text>
    );
  }
  return (
    <>
      {Object.entries(NAV_GROUPS).map(([group, title]) => {
        const items = shown.filter((screen) => screen.nav?.group === group);
        return items.length === 0 ? null : (
          <div key={group} className="uzel-group">
            <Text size="xs" c="dimmed" px="xs" py={2}>
              {of(title)}
            </Text>
            {items.map((screen) => (
              <Item key={screen.path} screen={screen} onGo={onGo} />
            ))}
          </div>
        );
      })}
    </>
  );
}

function Item({ screen, onGo }: { screen: Screen; onGo: () => void }) {
  const { of } = useWords(words);
  const { pathname } = useLocation();
  const to = `/${screen.path}`;
  const here = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={Link}
      to={to}
      active={here}
      {...(here ? { 'aria-current': 'page' as const } : {})}
      label={of(screen.title)}
      leftSection={screen.nav === undefined ? null : <Icon name={screen.nav.icon} />}
      onClick={onGo}
      py={5}
      px="xs"
    />
  );
}
