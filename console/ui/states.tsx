import { Alert, Button, Center, Code, Group, Loader, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { isProblem } from '../api/problem.ts';
import { useApi } from '../api/use-api.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon, type IconName } from './icon.tsx';
import { useElapsed } from './progress.tsx';

/** Says that there is nothing, why that may be, and what to do about it. */
export function EmptyState({
  title,
  text,
  icon = 'empty',
  page = false,
  children,
}: {
  title: string;
  text?: ReactNode;
  icon?: IconName;
  /** It stands for the whole page, so that its title is the page's heading. */
  page?: boolean;
  children?: ReactNode;
}) {
  return (
    <Center py="xl" px="md">
      <Stack align="center" gap="xs" maw={520}>
        <Text c="dimmed" component="span">
          <Icon name={icon} size={32} />
        </Text>
        {page ? (
          <Title order={1}>{title}</Title>
        ) : (
          <Text fw={600} ta="center">
            {title}
          </Text>
        )}
        {text === undefined ? null : (
          <Text c="dimmed" ta="center" component="div">
            {text}
          </Text>
        )}
        {children}
      </Stack>
    </Center>
  );
}

/** Shown at once, and with the seconds once it has taken more than one. */
export function LoadingState() {
  const { t } = useWords(common);
  const seconds = useElapsed(true);
  return (
    <Center py="xl" role="status" aria-live="polite">
      <Group gap="xs">
        <Loader size="xs" />
        <Text c="dimmed">{seconds > 1 ? t('workingFor', { count: seconds }) : t('loading')}</Text>
      </Group>
    </Center>
  );
}

/** A refusal of the API: what, why, each wrong field, and the numbers that support will ask for. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useWords(common);
  if (error === null || error === undefined) return null;
  const problem = isProblem(error) ? error : null;
  return (
    <Alert color="red" icon={<Icon name="stop" />} title={problem?.title ?? t('brokenTitle')} data-problem={problem?.code ?? ''}>
      <Stack gap={6}>
        <Text>{problem?.detail ?? String(error)}</Text>
        {problem?.errors.map(({ path, message }) => (
          <Text key={`${path} ${message}`}>
            <Code>{path}</Code> {message}
          </Text>
        ))}
        <Group gap="sm">
          {onRetry === undefined ? null : (
            <Button variant="default" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          {problem === null ? null : (
            <Text size="xs">
              {t('problemCode', { code: problem.code })}
              {problem.requestId === null ? '' : ` · ${t('requestId', { id: problem.requestId })}`}
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

/** Says which right is missing, which roles hold it and who gives them. `page` where it stands for the whole screen. */
export function NoAccess({ permission, page = false }: { permission: string; page?: boolean }) {
  const { t, code } = useWords(common);
  const table = useApi('/permissions', {});
  const roles = table.data?.items.find((item) => item.permission === permission)?.roles ?? [];
  return (
    <EmptyState
      icon="lock"
      page={page}
      title={t('noAccessTitle')}
      text={
        <>
          {t('noAccessNeeds')} <Code>{permission}</Code>.<br />
          {roles.length > 0
            ? t('noAccessWho', { roles: roles.map((role) => `«${code('role', role)}»`).join(', ') })
            : t('noAccessAsk')}
        </>
      }
    />
  );
}
