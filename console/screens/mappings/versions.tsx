import { Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { ChangeList } from './changes.tsx';
import type { Detail } from './draft.ts';
import { words } from './words.ts';

type Version = AnswerOf<'get', '/mappings/{kind}/{name}/versions'>['items'][number];

/** Every publication with its author and reason; two of them compared; an older one put in force again. */
export function Versions({ detail }: { detail: Detail }) {
  const { t, code } = useWords(words);
  const { kind, name } = detail;
  const may = useMay('mappings.publish');
  const url = useUrlState();
  const query = useApi('/mappings/{kind}/{name}/versions', { params: { kind, name } }, { live: ['mappings'] });
  const [back, setBack] = useState<number | null>(null);
  const versions = query.data?.items ?? [];
  const to = Number(url.get('to') ?? detail.version);
  const from = Number(url.get('from') ?? Math.max(1, to - 1));
  const choices = versions.map(({ version }) => ({ value: String(version), label: t('versionN', { version }) }));
  return (
    <Stack gap="sm">
      <ServerTable
        query={query}
        rowId={({ version }) => String(version)}
        label={t('tabVersions')}
        empty={{ title: t('none') }}
        columns={[
          {
            accessor: 'version',
            title: t('version'),
            render: ({ version }) => (
              <>
                {version} {version === detail.version ? <Badge color="green">{t('inForce')}</Badge> : null}
              </>
            ),
          },
          { accessor: 'publishedAt', title: t('published'), render: ({ publishedAt }) => <When at={publishedAt} /> },
          {
            accessor: 'author',
            title: t('author'),
            render: ({ origin, author }) => (origin === 'shipped' ? code('origin', origin) : <Actor of={author} />),
          },
          { accessor: 'reason', title: t('reason'), render: (row) => <Reason row={row} /> },
          {
            accessor: 'acts',
            title: <span className="uzel-hidden">{t('acts')}</span>,
            textAlign: 'right',
            render: ({ version }) =>
              version === detail.version || !may ? null : (
                <Button variant="default" size="compact-xs" onClick={() => setBack(version)}>
                  {t('rollBackTo', { version })}
                </Button>
              ),
          },
        ]}
      />
      {versions.length > 1 ? (
        <Panel title={t('difference')}>
          <Group gap="sm" mb="sm">
            <Select label={t('from')} data={choices} value={String(from)} onChange={(value) => url.set({ from: value ?? '' })} />
            <Select label={t('to')} data={choices} value={String(to)} onChange={(value) => url.set({ to: value ?? '' })} />
          </Group>
          <Difference kind={kind} name={name} from={from} to={to} />
        </Panel>
      ) : null}
      {back === null ? null : <RollBack detail={detail} version={back} onClose={() => setBack(null)} />}
    </Stack>
  );
}

function Reason({ row: { origin, restores, reason } }: { row: Version }) {
  const { t } = useWords(words);
  return (
    <>
      {origin === 'rolled_back' && restores !== null ? (
        <Badge color="orange">{t('restores', { version: restores })}</Badge>
      ) : null}{' '}
      {origin === 'shipped' ? (
        <Text span c="dimmed">
          {t('shippedReason')}
        </Text>
      ) : (
        reason
      )}
    </>
  );
}

function Difference({ kind, name, from, to }: Pick<Detail, 'kind' | 'name'> & { from: number; to: number }) {
  const { mutate, data, error } = useCommand('post', '/mappings/{kind}/{name}/diff');
  useEffect(() => mutate({ params: { kind, name }, body: { from, to } }), [mutate, kind, name, from, to]);
  if (error !== null) return <ProblemAlert error={error} />;
  return data === undefined ? <LoadingState /> : <ChangeList changes={data} />;
}

function RollBack({ detail, version, onClose }: { detail: Detail; version: number; onClose: () => void }) {
  const { t } = useWords(words);
  const { kind, name } = detail;
  const rollBack = useCommand('post', '/mappings/{kind}/{name}/rollback', ['mappings']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('rollBackTo', { version })}
      plan={
        <Stack gap="xs">
          <Text>{t('rollBackPlan', { version, next: detail.version + 1 })}</Text>
          <Difference kind={kind} name={name} from={detail.version} to={version} />
        </Stack>
      }
      confirm={t('rollBack')}
      pending={rollBack.isPending}
      error={rollBack.error}
      onConfirm={({ reason }) => rollBack.mutate({ params: { kind, name }, body: { version, reason } }, { onSuccess: onClose })}
    />
  );
}
