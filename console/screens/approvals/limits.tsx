import { Button, NumberInput, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { words } from './words.ts';

type Limit = ItemOf<'/approval-limits'>;

/** How many of an act each role that may do it may do alone. An act bears the name of its right. */
export function Limits() {
  const { t, code } = useWords(words);
  const { code: role } = useWords(common);
  const may = useMay('access.manage');
  const query = useApi('/approval-limits', {}, { live: ['approvals'] });
  const [changing, setChanging] = useState<Limit | null>(null);
  const table = useApi('/permissions', {});
  const doers = (act: string) => table.data?.items.find(({ permission }) => permission === act)?.roles ?? [];
  const rows = (query.data?.items ?? []).filter((limit) => doers(limit.act).includes(limit.role));
  if (query.data === undefined) return null;
  return (
    <Panel title={t('limits')}>
      <Text c="dimmed" mb="xs">
        {t('limitsLead')}
      </Text>
      <Table verticalSpacing={4} maw={640} aria-label={t('limits')}>
        <Table.Tbody>
          {rows.map((limit) => (
            <Table.Tr key={`${limit.act} ${limit.role}`}>
              <Table.Th scope="row" fw={500}>
                {t('limitOf', { act: code('act', limit.act), role: role('role', limit.role) })}
              </Table.Th>
              <Table.Td ta="right">{numberText(limit.alone)}</Table.Td>
              {may ? (
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t('changeLimit', { role: role('role', limit.role) })}
                    onClick={() => setChanging(limit)}
                  >
                    {t('change')}
                  </Button>
                </Table.Td>
              ) : null}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {changing === null ? null : <LimitDialog limit={changing} onClose={() => setChanging(null)} />}
    </Panel>
  );
}

function LimitDialog({ limit, onClose }: { limit: Limit; onClose: () => void }) {
  const { t, code } = useWords(words);
  const { code: role } = useWords(common);
  const [alone, setAlone] = useState(limit.alone);
  const save = useCommand('put', '/approval-limits', ['approvals']);
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={t('limitOf', { act: code('act', limit.act), role: role('role', limit.role) })}
      plan={
        <Stack gap="xs">
          <Text>{t('limitPlan')}</Text>
          <NumberInput
            label={t('alone')}
            value={alone}
            min={0}
            max={1_000_000}
            onChange={(value) => setAlone(typeof value === 'number' ? value : limit.alone)}
            maw={240}
          />
        </Stack>
      }
      confirm={t('save')}
      pending={save.isPending}
      error={save.error}
      onConfirm={({ reason }) => save.mutate({ body: { ...limit, alone, reason } }, { onSuccess: onClose })}
    />
  );
}
