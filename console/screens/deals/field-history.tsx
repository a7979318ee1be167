import { Button, Modal, Stack, Table, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Diff } from '../../ui/diff.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { EmptyState, LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { Link } from './deal.tsx';
import type { Field } from './fields.tsx';
import { words } from './words.ts';

type Past = ItemOf<'/links/{id}/fields/{field}/history'>;

interface Given {
  link: Link;
  field: Field | null;
  mayOperate: boolean;
  onClose: () => void;
}

/** Values that a field has had; any of them can be brought back where a system other than the left one may decide it. */
export function FieldHistory({ link, field, mayOperate, onClose }: Given) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const { field: nameOf } = useFieldNames();
  const [chosen, setChosen] = useState<Past | null>(null);
  const name = field === null ? '' : nameOf(field.field, field.title);
  return (
    <>
      <Modal
        opened={field !== null && chosen === null}
        onClose={onClose}
        title={t('historyOf', { name })}
        size="xl"
        closeButtonProps={{ 'aria-label': say('close') }}
      >
        {field === null ? null : (
          <Values link={link} field={field} onChoose={mayOperate && field.owner !== 'left' ? setChosen : null} />
        )}
      </Modal>
      {field === null || chosen === null ? null : (
        <Rewind
          link={link}
          field={field}
          past={chosen}
          onClose={() => setChosen(null)}
          onDone={() => {
            setChosen(null);
            onClose();
          }}
        />
      )}
    </>
  );
}

function Values({ link, field, onChoose }: { link: Link; field: Field; onChoose: ((past: Past) => void) | null }) {
  const { t, code } = useWords(words);
  const query = useApi('/links/{id}/fields/{field}/history', { params: { id: link.id, field: field.field } });
  if (query.data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { items, nextCursor } = query.data;
  if (items.length === 0) return <EmptyState title={t('noHistory')} text={t('noHistoryHow')} />;
  return (
    <Stack gap="xs">
      {field.owner === 'left' ? <Text c="dimmed">{t('ownedLeft')}</Text> : null}
      <Table verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('when')}</Table.Th>
            <Table.Th>{t('value')}</Table.Th>
            <Table.Th>{t('what')}</Table.Th>
            {onChoose === null ? null : <Table.Th>{t('acts')}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((past) => (
            <Table.Tr key={past.line}>
              <Table.Td>
                <When at={past.at} />
              </Table.Td>
              <Table.Td className="uzel-value">
                <FieldValue field={field.field} value={past.value} />
              </Table.Td>
              <Table.Td>
                {code('line', past.type)}
                <Text size="xs" c="dimmed">
                  <Actor of={past.actor} />
                </Text>
              </Table.Td>
              {onChoose === null ? null : (
                <Table.Td>
                  <Button variant="default" onClick={() => onChoose(past)} aria-label={`${t('rewind')}: ${past.line}`}>
                    {t('rewind')}
                  </Button>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {nextCursor === null ? null : <Text c="dimmed">{t('olderInTimeline')}</Text>}
    </Stack>
  );
}

/** The plan is asked for first: what would be written where. Its hash goes back with the order. */
function Rewind({
  link,
  field,
  past,
  onClose,
  onDone,
}: {
  link: Link;
  field: Field;
  past: Past;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  const { field: nameOf } = useFieldNames();
  const params = { id: link.id, field: field.field };
  const plan = useRewindPlan(params, past.line);
  const rewind = useCommand('post', '/links/{id}/fields/{field}/rewind', ['links', 'journal', 'events', 'tasks']);
  const title = nameOf(field.field, field.title);
  const nothing = plan.data?.writes.length === 0;
  const sides = (plan.data?.writes ?? []).map((side) => link.sides?.[side].title ?? code('side', side));
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('rewindTitle', { name: title })}
      plan={
        plan.data === undefined ? (
          plan.error === null ? (
            <LoadingState />
          ) : (
            <ProblemAlert error={plan.error} />
          )
        ) : (
          <Stack gap="xs">
            <Diff
              show={(value) => <FieldValue field={field.field} value={value} />}
              rows={[
                { field: 'left', title: link.sides?.left.title ?? t('left'), before: plan.data.from.left, after: plan.data.to },
                {
                  field: 'right',
                  title: link.sides?.right.title ?? t('right'),
                  before: plan.data.from.right,
                  after: plan.data.to,
                },
              ]}
            />
            <Text>{sides.length === 0 ? t('rewindNothing') : t('rewindWrites', { sides: sides.join(', ') })}</Text>
          </Stack>
        )
      }
      {...(plan.data === undefined ? {} : { planHash: plan.data.hash })}
      confirm={nothing ? say('close') : t('rewind')}
      reasonNeeded={!nothing}
      pending={rewind.isPending}
      error={rewind.error}
      onConfirm={({ reason, hash }) => {
        if (nothing) onClose();
        else if (hash !== undefined) rewind.mutate({ params, body: { line: past.line, hash, reason } }, { onSuccess: onDone });
      }}
    />
  );
}

/** Asks once, since planning reads only. */
function useRewindPlan({ id, field }: { id: string; field: string }, line: number) {
  const plan = useCommand('post', '/links/{id}/fields/{field}/rewind/plan');
  const { mutate } = plan;
  useEffect(() => mutate({ params: { id, field }, body: { line } }), [mutate, id, field, line]);
  return plan;
}
