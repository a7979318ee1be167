import { Box, Grid, Group, Table, Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { When } from '../../ui/when.tsx';
import { EffectState, Operation } from './effects-table.tsx';
import { words } from './words.ts';

type Effect = AnswerOf<'get', '/effects/{id}'>;

/** One write: what it writes, every attempt, and how it ended. */
export default function EffectScreen() {
  const { t } = useWords(words);
  const { id = '' } = useParams();
  const query = useApi('/effects/{id}', { params: { id } }, { live: ['effects'] });
  if (query.data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  const effect = query.data;
  return (
    <Page title={t('title', { number: effect.id })} actions={<TemporalLink href={effect.runUrl} />}>
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Fields effect={effect} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Facts effect={effect} />
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Fields({ effect }: { effect: Effect }) {
  const { t } = useWords(words);
  const { field } = useFieldNames();
  return (
    <Panel title={effect.state === 'planned' ? t('wouldWrite') : t('writes')}>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('field')}</Table.Th>
            <Table.Th>{t('value')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(effect.fields).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" fw={500}>
                {field(name)}
              </Table.Th>
              <Table.Td className="uzel-value">
                <FieldValue field={name} value={value} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Facts({ effect }: { effect: Effect }) {
  const { t, code } = useWords(words);
  const lines: [string, React.ReactNode][] = [
    [t('state'), <EffectState key="state" row={effect} />],
    [t('operation'), <Operation key="operation" row={effect} />],
    [
      t('connection'),
      <ScreenLink key="connection" to={`/connections/${effect.connection}`}>
        {effect.connection}
      </ScreenLink>,
    ],
    [t('record'), effect.externalId === null ? t('notMade') : <CopyId key="record" id={effect.externalId} />],
    ...(effect.process === 'relay'
      ? []
      : [
          [
            t('claim'),
            <ScreenLink key="claim" to={`/deals/${effect.link}`}>
              {effect.claim ?? t('person')}
            </ScreenLink>,
          ] as [string, React.ReactNode],
        ]),
    [t('created'), <When key="created" at={effect.createdAt} />],
    [t('finished'), <When key="finished" at={effect.finishedAt} />],
    [t('key'), <CopyId key="key" id={effect.key} />],
  ];
  return (
    <>
      <Panel title={t('facts')}>
        <Box component="dl" m={0}>
          {lines.map(([label, value]) => (
            <Group key={label} justify="space-between" gap="xs" wrap="nowrap" mb={2} align="flex-start">
              <Text component="dt" c="dimmed">
                {label}
              </Text>
              <Text component="dd" m={0} ta="right">
                {value}
              </Text>
            </Group>
          ))}
        </Box>
      </Panel>
      <Box mt="sm">
        <Panel title={t('attempts')}>
          {effect.attempts.length === 0 ? <Text c="dimmed">{t('noAttempts')}</Text> : null}
          {effect.attempts.map(({ no, at, outcome }) => (
            <Text key={no}>
              {no}. <When at={at} /> {outcome === undefined ? t('underWay') : code('outcome', outcome)}
            </Text>
          ))}
        </Panel>
      </Box>
    </>
  );
}
