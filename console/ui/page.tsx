import { ActionIcon, Group, Stack, Title, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon } from './icon.tsx';
import { useScreen } from './screen-context.ts';

/** The frame of every screen: its title, "?" that opens its page of the docs, and what can be done there. */
export function Page({
  title,
  subtitle,
  actions,
  children,
}: {
  title?: string;
  subtitle?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { t, of } = useWords(common);
  const screen = useScreen();
  const shown = title ?? of(screen.title);
  useEffect(() => {
    document.title = `${shown} · ${t('product')}`;
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="center" wrap="wrap" gap="xs">
        <Group gap={6} align="center">
          <Title order={1}>{shown}</Title>
          <Tooltip label={t('help')}>
            <ActionIcon
              component="a"
              href={`/help/${screen.help}`}
              target="_blank"
              rel="noreferrer"
              size="sm"
              aria-label={t('help')}
            >
              <Icon name="help" />
            </ActionIcon>
          </Tooltip>
          {subtitle}
        </Group>
        <Group gap="xs">{actions}</Group>
      </Group>
      {children}
    </Stack>
  );
}
