import { Button, Kbd, Modal, NavLink, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { type KeyboardEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { holds, type Me } from '../api/session.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { screens } from '../screens/index.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { words } from './words.ts';

interface Target {
  to: string;
  title: string;
  icon: IconName;
}

/** Ctrl+K: goes to a screen by its name, or to a deal by its claim number, without the mouse. */
export function Jump({ me }: { me: Me }) {
  const { t, of } = useWords(words);
  const { t: say } = useWords(common);
  const [opened, { open, close }] = useDisclosure();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  useHotkeys([['mod+K', open]], []);

  const wanted = text.trim().toLowerCase();
  const targets: Target[] = screens.flatMap((screen) =>
    screen.nav !== undefined && holds(me, screen.permission) && of(screen.title).toLowerCase().includes(wanted)
      ? [{ to: `/${screen.path}`, title: of(screen.title), icon: screen.nav.icon }]
      : [],
  );
  const deals = screens.find((screen) => screen.path === 'deals');
  if (/^\d+$/.test(wanted) && deals !== undefined && holds(me, deals.permission)) {
    targets.push({ to: `/deals?called=${wanted}`, title: t('jumpClaim', { number: wanted }), icon: 'search' });
  }

  const go = (target: Target | undefined) => {
    if (!target) return;
    close();
    setText('');
    void navigate(target.to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((at) => Math.min(Math.max(0, at + step), targets.length - 1));
    }
    if (event.key === 'Enter') go(targets[chosen]);
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="search" size={14} />}
        rightSection={<Kbd size="xs">Ctrl K</Kbd>}
        onClick={open}
        visibleFrom="sm"
      >
        <Text span size="xs" c="dimmed">
          {t('jump')}
        </Text>
      </Button>
      <Modal opened={opened} onClose={close} title={t('jump')} closeButtonProps={{ 'aria-label': say('close') }}>
        <TextInput
          aria-label={t('jumpHint')}
          placeholder={t('jumpHint')}
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          data-autofocus
        />
        <Stack gap={0} mt="xs">
          {targets.length === 0 ? <Text c="dimmed">{t('jumpNothing')}</Text> : null}
          {targets.map((target, index) => (
            <NavLink
              key={target.to}
              component="button"
              active={index === chosen}
              label={target.title}
              leftSection={<Icon name={target.icon} />}
              onClick={() => go(target)}
            />
          ))}
        </Stack>
      </Modal>
    </>
  );
}
