import { Alert, Anchor, Badge, Button, Code, Group, List, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

const COLOURS = { present: 'green', missing: 'orange', differs: 'yellow' } as const;

/** Makes an installation ready for the mappings: plan, confirm by its hash, see what was made, take it back. */
export function Preparation({ id }: { id: string }) {
  const { t, of, code, language } = useWords(words);
  const plan = useCommand('post', '/connections/{id}/prepare/plan');
  const apply = useCommand('post', '/connections/{id}/prepare/apply', ['connections', 'journal']);
  const undo = useCommand('post', '/connections/{id}/prepare/undo', ['connections', 'journal']);
  const [asking, setAsking] = useState<'apply' | 'undo' | null>(null);
  const params = { id };
  const look = () => plan.mutate({ params });
  const items = plan.data?.items ?? [];
  const missing = items.filter(({ state }) => state === 'missing');
  const differs = items.filter(({ state }) => state === 'differs').length;
  return (
    <Panel title={t('tabPrepare')}>
      <Stack gap="sm">
        <Text c="dimmed">{t('prepareLead')}</Text>
        <Group gap="xs">
          <Button loading={plan.isPending} onClick={look} {...(plan.data === undefined ? {} : { variant: 'default' })}>
            {t('preparePlan')}
          </Button>
          {missing.length > 0 ? (
            <Button onClick={() => setAsking('apply')}>{t('prepareMissing', { count: missing.length })}</Button>
          ) : null}
          <Button variant="default" onClick={() => setAsking('undo')}>
            {t('undo')}
          </Button>
          <Anchor
            href={`/api/connections/${encodeURIComponent(id)}/prepare/print?language=${language}`}
            target="_blank"
            rel="noreferrer"
          >
            {t('printPlan')} <Icon name="external" size={12} />
          </Anchor>
          <Busy active={plan.isPending} label={t('preparing')} />
        </Group>
        <ProblemAlert error={plan.error} />
        {apply.data === undefined ? null : (
          <Alert
            color={apply.data.failed === null ? 'green' : 'orange'}
            role="status"
            title={t('made', { count: apply.data.made.length })}
          >
            <Things things={apply.data.made} />
            {apply.data.failed === null ? null : (
              <Text>
                {t('madeStopped')}: <Code>{apply.data.failed.item.code}</Code> {of(apply.data.failed.error.sentence)}
              </Text>
            )}
          </Alert>
        )}
        {undo.data === undefined ? null : (
          <Alert color="green" role="status" title={t('undone', { count: undo.data.removed.length })}>
            {undo.data.removed.length === 0 ? t('undoneNothing') : <Things things={undo.data.removed} />}
          </Alert>
        )}
        {plan.data === undefined ? null : (
          <>
            {missing.length === 0 ? (
              <Alert color="green" icon={<Icon name="check" />} role="status">
                {t('prepareNothing')}
              </Alert>
            ) : null}
            {differs === 0 ? null : (
              <Alert color="yellow" icon={<Icon name="warning" />}>
                {t('prepareDiffers', { count: differs })}
              </Alert>
            )}
            <Table.ScrollContainer minWidth={640} type="native" tabIndex={0} role="region" aria-label={t('tabPrepare')}>
              <Table verticalSpacing={4} aria-label={t('tabPrepare')}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('state')}</Table.Th>
                    <Table.Th>{t('itemKind')}</Table.Th>
                    <Table.Th>{t('itemOf')}</Table.Th>
                    <Table.Th>{t('itemTitle')}</Table.Th>
                    <Table.Th>{t('itemCode')}</Table.Th>
                    <Table.Th>{t('itemNote')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {items.map((item) => (
                    <Table.Tr key={`${item.kind} ${item.of} ${item.code}`}>
                      <Table.Td>
                        <Badge color={COLOURS[item.state]}>{code('item', item.state)}</Badge>
                      </Table.Td>
                      <Table.Td>{code('itemKind', item.kind)}</Table.Td>
                      <Table.Td>{code('itemOf', item.of)}</Table.Td>
                      <Table.Td>{item.title}</Table.Td>
                      <Table.Td>
                        <Code>{item.code}</Code> {code('itemType', item.type)}
                      </Table.Td>
                      <Table.Td>{item.note === null ? '' : of(item.note)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          </>
        )}
      </Stack>
      <ReasonDialog
        opened={asking === 'apply'}
        onClose={() => setAsking(null)}
        title={t('prepareMissing', { count: missing.length })}
        plan={
          <Stack gap={4}>
            <Text>{t('prepareApplyPlan')}</Text>
            <List size="sm">
              {missing.map((item) => (
                <List.Item key={`${item.kind} ${item.of} ${item.code}`}>
                  {code('itemKind', item.kind)} «{item.title}» <Code>{item.code}</Code>
                </List.Item>
              ))}
            </List>
          </Stack>
        }
        {...(plan.data === undefined ? {} : { planHash: plan.data.hash })}
        confirm={t('make')}
        pending={apply.isPending}
        error={apply.error}
        onConfirm={({ reason, hash = '' }) =>
          apply.mutate(
            { params, body: { hash, reason } },
            {
              onSuccess: () => {
                setAsking(null);
                look();
              },
            },
          )
        }
      />
      <ReasonDialog
        opened={asking === 'undo'}
        onClose={() => setAsking(null)}
        title={t('undo')}
        plan={<Text>{t('undoPlan')}</Text>}
        confirm={t('undo')}
        danger
        pending={undo.isPending}
        error={undo.error}
        onConfirm={({ reason }) =>
          undo.mutate(
            { params, body: { reason } },
            {
              onSuccess: () => {
                setAsking(null);
                look();
              },
            },
          )
        }
      />
    </Panel>
  );
}

function Things({ things }: { things: readonly Record<string, unknown>[] }) {
  const { code } = useWords(words);
  return (
    <List size="sm">
      {things.map((thing) => (
        <List.Item key={JSON.stringify(thing)}>
          {code('itemKind', String(thing['kind'] ?? ''))} <Code>{String(thing['code'] ?? thing['id'] ?? '')}</Code>
        </List.Item>
      ))}
    </List>
  );
}
