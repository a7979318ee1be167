import { Anchor, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { chooseLanguage } from '../../i18n/language.ts';

/** The frame of pages before the sign-in. */
export function Door({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { t, language } = useWords(common);
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  });
  return (
    <Center mih="100vh" p="md" component="main">
      <Stack w={360} gap="xs">
        <Paper withBorder p="lg" radius="md">
          <Stack gap="sm">
            <Group gap="xs">
              <img src={new URL('../../icon.svg', import.meta.url).href} alt="" width={32} height={32} />
              <div>
                <Title order={1}>{title}</Title>
                <Text c="dimmed">{lead}</Text>
              </div>
            </Group>
            {children}
          </Stack>
        </Paper>
        <Anchor
          component="button"
          type="button"
          ta="center"
          fz="sm"
          lang={language === 'ru' ? 'en' : 'ru'}
          onClick={() => void chooseLanguage(language === 'ru' ? 'en' : 'ru')}
        >
          {language === 'ru' ? 'English' : 'Русский'}
        </Anchor>
      </Stack>
    </Center>
  );
}
