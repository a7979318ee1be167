import { Badge, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { RuleDialog } from './rule-dialog.tsx';
import { TestedNotice } from './tested-notice.tsx';
import { words } from './words.ts';

type Rule = ItemOf<'/alert-rules'>;

/** What is watched for, from when on it matters, and who is told. */
export default function Rules() {
  const { t, of, code } = useWords(words);
  const may = useMay('alerts.manage');
  const query = useApi('/alert-rules', {}, { live: ['alerts'] });
  const test = useCommand('post', '/alert-rules/{kind}/test', ['deliveries']);
  const [editing, setEditing] = useState<Rule | null>(null);
  return (
    <Page actions={<ScreenLink to="/alerts">{t('toAlerts')}</ScreenLink>}>
      <ProblemAlert error={test.error} />
      {test.data === undefined ? null : <TestedNotice items={test.data.items} />}
      <ServerTable<Rule>
        query={query}
        rowId={(row) => row.kind}
        label={t('rules')}
        empty={{ title: t('none') }}
        columns={[
          {
            accessor: 'title',
            title: t('rule'),
            render: (row) => (
              <Group gap="xs" wrap="nowrap">
                <Badge color={row.severity === 'critical' ? 'red' : 'orange'} variant="light" flex="0 0 auto">
                  {code('severity', row.severity)}
                </Badge>
                <Text size="sm" {...(row.enabled ? {} : { c: 'dimmed', td: 'line-through' })}>
                  {of(row.title)}
                </Text>
              </Group>
            ),
          },
          {
            accessor: 'threshold',
            title: t('threshold'),
            width: 110,
            render: (row) => `${row.threshold} ${code('unit', row.unit)}`,
          },
          {
            accessor: 'hold',
            title: t('holdShort'),
            width: 100,
            render: (row) => (row.holdMinutes === 0 ? t('never') : t('minutes', { count: row.holdMinutes })),
          },
          {
            accessor: 'remind',
            title: t('remindShort'),
            width: 120,
            render: (row) => (row.remindMinutes === 0 ? t('never') : t('minutes', { count: row.remindMinutes })),
          },
          { accessor: 'recipients', title: t('recipients'), render: (row) => <Recipients rule={row} /> },
          ...(may
            ? [
                {
                  accessor: 'actions',
                  title: t('actions'),
                  width: 220,
                  render: (row: Rule) => (
                    <Group gap={4}>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => setEditing(row)}
                        aria-label={t('editRule', { rule: of(row.title) })}
                      >
                        {t('edit')}
                      </Button>
                      <Button
                        size="compact-xs"
                        variant="default"
                        loading={test.isPending && test.variables?.params.kind === row.kind}
                        onClick={() => test.mutate({ params: { kind: row.kind } })}
                        aria-label={t('testRule', { rule: of(row.title) })}
                      >
                        {t('test')}
                      </Button>
                    </Group>
                  ),
                },
              ]
            : []),
        ]}
      />
      {editing === null ? null : <RuleDialog rule={editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function Recipients({ rule }: { rule: Rule }) {
  const { t } = useWords(words);
  const { code } = useWords(common);
  const { roles, users, webhooks } = rule.recipients;
  const all = [...roles.map((role) => code('role', role)), ...users, ...rule.addresses, ...webhooks];
  return (
    <Text size="sm" {...(all.length === 0 ? { c: 'dimmed' } : {})}>
      {all.length === 0 ? t('nobody') : all.join(', ')}
    </Text>
  );
}
