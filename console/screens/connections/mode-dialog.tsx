import { Badge, Code, Stack, Table, Text } from '@mantine/core';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Value } from '../../ui/diff.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

export type Mode = 'off' | 'observe' | 'live';
export type Process = 'deals' | 'payments';

interface Asked {
  process: Process;
  id: string;
  title: string;
  mode: Mode;
}

const SAMPLES = 3;
const FIELDS = 8;

/** Changes what may be written to a connection. Before going live it shows what `observe` has stored, and sends the hash of that back. */
export function ModeDialog({ process, id, title, mode, onClose }: Asked & { onClose: () => void }) {
  const { t, code } = useWords(words);
  const planned = useApi('/connections/{id}/planned', { params: { id }, query: { process } }, { enabled: mode === 'live' });
  const change = useCommand('put', '/modes', ['connections', 'journal', 'effects']);
  const name = code('mode', mode);
  const hash = mode === 'live' ? planned.data?.hash : undefined;
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('modeTitle', { mode: name, title })}
      plan={
        <Stack gap="xs">
          <Text>{mode === 'live' ? t('goLivePlan') : mode === 'observe' ? t('observePlan') : t('offPlan')}</Text>
          {mode === 'live' ? <Planned id={id} process={process} query={planned} /> : null}
        </Stack>
      }
      {...(hash === undefined ? {} : { planHash: hash })}
      confirm={t('changeMode', { mode: name })}
      danger={mode === 'live'}
      pending={change.isPending || (mode === 'live' && planned.isPending)}
      error={change.error}
      onConfirm={({ reason, hash: plan }) =>
        change.mutate(
          { body: { process, connection: id, mode, reason, ...(plan === undefined ? {} : { plan }) } },
          // Other plans by now: they are shown before anybody can confirm again.
          { onSuccess: onClose, onError: () => void planned.refetch() },
        )
      }
    />
  );
}

interface Plans {
  id: string;
  process: Process;
  query: ReturnType<typeof useApi<'/connections/{id}/planned'>>;
}

function Planned({ id, process, query }: Plans) {
  const { t } = useWords(words);
  const { data } = query;
  if (data === undefined) return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} />;
  if (data.count === 0) return <Text fw={500}>{t('plannedNone')}</Text>;
  return (
    <>
      <Text fw={500}>{t('plannedNow', { count: data.count })}</Text>
      <Table withTableBorder verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('what')}</Table.Th>
            <Table.Th ta="right">{t('count')}</Table.Th>
            <Table.Th>{t('fields')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.groups.map((group) => (
            <Table.Tr key={`${group.operation} ${group.entity} ${group.creates}`}>
              <Table.Td>
                <Badge color={group.creates ? 'green' : 'blue'}>{group.creates ? t('creates') : t('updates')}</Badge>{' '}
                {group.entity}
              </Table.Td>
              <Table.Td ta="right">{numberText(group.count)}</Table.Td>
              <Table.Td>
                <Text size="xs">
                  {group.fields.slice(0, FIELDS).join(', ')}
                  {group.fields.length > FIELDS ? ` +${group.fields.length - FIELDS}` : ''}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Samples id={id} process={process} />
    </>
  );
}

function Samples({ id, process }: { id: string; process: Process }) {
  const { t } = useWords(words);
  const list = useApi('/effects', { query: { connection: id, process, state: 'planned', limit: SAMPLES } });
  if (list.data === undefined) return null;
  return (
    <>
      <Text fw={500}>{t('plannedSamples')}</Text>
      {list.data.items.map(({ id: effect }) => (
        <Sample key={effect} id={effect} />
      ))}
    </>
  );
}

function Sample({ id }: { id: number }) {
  const query = useApi('/effects/{id}', { params: { id } });
  const { data } = query;
  if (data === undefined) return null;
  const fields = Object.entries(data.fields);
  return (
    <Text size="xs">
      <Code>
        {data.operation} {data.entity} {data.externalId ?? ''}
      </Code>{' '}
      {fields.slice(0, FIELDS).map(([field, value], index) => (
        <span key={field}>
          {index === 0 ? '' : ', '}
          {field} = <Value value={value} />
        </span>
      ))}
      {fields.length > FIELDS ? ' …' : ''}
    </Text>
  );
}
