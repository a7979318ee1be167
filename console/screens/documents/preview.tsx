import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Busy } from '../../ui/progress.tsx';
import { RecordSelect } from '../../ui/record-select.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { EmptyState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { PartState, Reasons, useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

/** What would become of the documents of any claim now. Nothing is fetched or sent. */
export default function Preview() {
  const { t } = useWords(words);
  const url = useUrlState();
  const link = url.get('claim');
  const { mutate, data, error, isPending } = useCommand('post', '/documents/{id}/preview');
  useEffect(() => {
    if (link !== undefined) mutate({ params: { id: link }, body: {} });
  }, [mutate, link]);
  return (
    <Page actions={<ScreenLink to="/documents">{t('toPacks')}</ScreenLink>}>
      <Text c="dimmed">{t('previewIntro')}</Text>
      <Group gap="sm" align="flex-end">
        <RecordSelect
          kind="deal"
          label={t('claim')}
          placeholder={t('claimHint')}
          value={link}
          onChange={(claim) => url.set({ claim })}
        />
        {link === undefined ? null : (
          <Button
            variant="default"
            leftSection={<Icon name="refresh" size={14} />}
            loading={isPending}
            onClick={() => mutate({ params: { id: link }, body: {} })}
          >
            {t('again')}
          </Button>
        )}
        <Busy active={isPending} />
      </Group>
      <ProblemAlert error={error} />
      {data === undefined || error !== null ? null : <Shown preview={data} />}
    </Page>
  );
}

function Shown({ preview }: { preview: AnswerOf<'post', '/documents/{id}/preview'> }) {
  const { t, of, code } = useWords(words);
  const nameOf = useRecipientName();
  if (preview.policy === null) return <EmptyState title={t('noPolicy')} text={code('tour', preview.tour)} />;
  return (
    <Stack gap="xs">
      <Text>
        {code('tour', preview.tour)} · {t('policyOf', { name: preview.policy.name, version: preview.policy.version })}
      </Text>
      {preview.parts.map((part) => (
        <Paper
          key={`${part.part} ${part.recipient}`}
          withBorder
          p="sm"
          component="section"
          aria-label={`${of(part.title)}, ${nameOf(part.recipient)}`}
        >
          <Group gap="xs">
            <Title order={2}>{of(part.title)}</Title>
            <PartState state={part.state} />
            {part.goes === null ? null : <Badge color="green">{code('goes', part.goes)}</Badge>}
          </Group>
          <Text size="xs" c="dimmed">
            {t('to')}: {nameOf(part.recipient)} · {t('letter')}{' '}
            <ScreenLink to={`/templates/${part.letter}`}>{part.letter}</ScreenLink>
          </Text>
          <Reasons reasons={part.reasons} />
          {part.documents.length === 0 ? null : (
            <Text>
              <Text span c="dimmed">
                {t('inside')}:{' '}
              </Text>
              {part.documents.map(({ title, availability }) => `${of(title)} (${code('availability', availability)})`).join(', ')}
            </Text>
          )}
        </Paper>
      ))}
      {preview.left.length === 0 ? null : (
        <Text c="dimmed">{t('leftOut', { list: preview.left.map((one) => code('category', one)).join(', ') })}</Text>
      )}
    </Stack>
  );
}
