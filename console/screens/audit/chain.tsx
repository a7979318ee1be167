import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

/** Recomputes the chain of the audit and the seals of the journal when asked, and says where either breaks. */
export function Chain() {
  const { t, code } = useWords(words);
  const [wanted, setWanted] = useState(false);
  const query = useApi('/audit/verify', {}, { enabled: wanted });
  const { data } = query;
  return (
    <Paper withBorder p="sm" component="section" aria-label={t('chain')}>
      <Group justify="space-between" align="flex-start">
        <Stack gap={4}>
          {data === undefined ? (
            <Text c="dimmed">{t('chainUnknown')}</Text>
          ) : (
            <>
              {data.audit.ok ? (
                <Good text={t('auditOk', { count: data.audit.entries })} />
              ) : (
                <Bad text={`${t('auditBroken', { entry: data.audit.entry })}: ${code('auditReason', data.audit.reason)}`} />
              )}
              {data.journal.ok ? (
                <Good text={t('journalOk', { count: data.journal.rows })} />
              ) : (
                <Bad text={`${t('journalBroken', { seal: data.journal.seal })}: ${code('journalReason', data.journal.reason)}`} />
              )}
              {data.audit.ok ? (
                <Text size="xs" c="dimmed" component="div">
                  {t('head')} <CopyId id={data.audit.head} />. {t('headHint')}
                </Text>
              ) : null}
            </>
          )}
          <ProblemAlert error={query.error} />
        </Stack>
        <Group gap="xs">
          <Busy active={query.isFetching} label={t('verifying')} />
          <Button
            variant="default"
            loading={query.isFetching}
            leftSection={<Icon name="shield" size={14} />}
            onClick={() => (wanted ? void query.refetch() : setWanted(true))}
          >
            {data === undefined ? t('verify') : t('verifyAgain')}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}

const Good = ({ text }: { text: string }) => (
  <Group gap={6} role="status">
    <Text c="var(--mantine-color-green-light-color)" span lh={1}>
      <Icon name="check" size={16} />
    </Text>
    <Text fw={500}>{text}</Text>
  </Group>
);

const Bad = ({ text }: { text: string }) => <Alert color="red" icon={<Icon name="stop" />} title={text} role="alert" />;
