import { Button, Group, Text } from '@mantine/core';
import type { DataTableColumn } from 'mantine-datatable';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { amountOf, startOfDay } from '../../ui/asked.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Money } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { PayerSearch } from '../../ui/payer-search.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, usePage } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { type Pack, PackState, PartState } from './part-state.tsx';
import { RunningResends } from './running-resends.tsx';
import { words } from './words.ts';

const PARTS = ['not_yet', 'waiting', 'ready', 'sending', 'sent', 'changed', 'unknown', 'stopped', 'failed'] as const;
const STATES = ['open', 'complete', 'stopped'] as const;
const FILTERS = [
  'claim',
  'part',
  'state',
  'from',
  'to',
  'startsFrom',
  'startsTo',
  'sentSince',
  'sentUntil',
  'attention',
] as const;

/** Document packs of claims: looked for by claim, payer, price, days and state; each part says how it stands. */
export default function Documents() {
  const { t, code } = useWords(words);
  const navigate = useNavigate();
  const maySearch = useMay('people.search');
  const mayBulk = useMay('documents.bulk');
  const [bulk, setBulk] = useState(false);
  const given = useFilters(FILTERS);
  const narrowed = {
    claim: given.claim,
    part: PARTS.find((one) => one === given.part),
    state: STATES.find((one) => one === given.state),
    from: amountOf(given.from),
    to: amountOf(given.to),
    startsFrom: given.startsFrom,
    startsTo: given.startsTo,
    sentSince: startOfDay(given.sentSince),
    sentUntil: startOfDay(given.sentUntil, 'after'),
  };
  const query = useApi(
    '/documents',
    { query: { ...narrowed, attention: given.attention === 'true' ? 'true' : undefined, ...usePage() } },
    { live: ['documents'], keep: true },
  );
  const find = useCommand('post', '/documents/find');
  const asked = Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined));
  const columns = useColumns();
  const table = {
    rowId: (row: Pack) => row.link,
    label: t('packs'),
    columns,
    onOpen: (row: Pack) => void navigate(`/documents/${row.link}`),
  };
  const choice = (name: 'part' | 'state', values: readonly string[], prefix: string) => ({
    name,
    label: t(name),
    kind: 'choice' as const,
    options: values.map((value) => ({ value, label: code(prefix, value) })),
  });
  return (
    <Page
      actions={
        <>
          <ScreenLink to="/document-preview">{t('toPreview')}</ScreenLink>
          <ScreenLink to="/document-resends">{t('toResends')}</ScreenLink>
          {mayBulk ? (
            <Button variant="default" leftSection={<Icon name="mail" size={14} />} onClick={() => setBulk(true)}>
              {t('bulk')}
            </Button>
          ) : null}
        </>
      }
    >
      <RunningResends />
      <Filters
        fields={[
          { name: 'claim', label: t('claim'), kind: 'text', placeholder: t('claimHint'), width: 150 },
          choice('part', PARTS, 'part'),
          choice('state', STATES, 'pack'),
          { name: 'from', label: t('from'), kind: 'text', width: 120 },
          { name: 'to', label: t('upTo'), kind: 'text', width: 120 },
          { name: 'startsFrom', label: t('startsFrom'), kind: 'date' },
          { name: 'startsTo', label: t('startsTo'), kind: 'date' },
          { name: 'sentSince', label: t('sentSince'), kind: 'date' },
          { name: 'sentUntil', label: t('sentUntil'), kind: 'date' },
          { name: 'attention', label: t('attention'), kind: 'choice', options: [{ value: 'true', label: t('attentionOnly') }] },
        ]}
      />
      {maySearch ? (
        <PayerSearch
          pending={find.isPending}
          onFind={(payer) => find.mutate({ body: { payer, ...asked } })}
          onClear={() => find.reset()}
        />
      ) : null}
      <ProblemAlert error={find.error} />
      {find.data === undefined ? (
        <ServerTable<Pack> {...table} query={query} filters={FILTERS} empty={{ title: t('none'), text: t('noneHow') }} />
      ) : (
        <ServerTable<Pack>
          {...table}
          query={{ ...query, error: null, isPlaceholderData: false, data: { items: find.data.items } }}
          empty={{
            title: t('payerUnknown'),
            text: t('payerUnknownHow'),
            action: (
              <Button variant="default" onClick={() => find.reset()}>
                {t('backToAll')}
              </Button>
            ),
          }}
        />
      )}
      {bulk ? <BulkDialog onClose={() => setBulk(false)} /> : null}
    </Page>
  );
}

function useColumns(): DataTableColumn<Pack>[] {
  const { t, of, code } = useWords(words);
  return [
    {
      accessor: 'claim',
      title: t('claim'),
      render: ({ link, claim, payer }) => (
        <>
          <ScreenLink to={`/documents/${link}`}>{claim ?? link}</ScreenLink>
          <Text size="xs" c="dimmed">
            {payer}
          </Text>
        </>
      ),
    },
    {
      accessor: 'startsOn',
      title: t('tour'),
      render: ({ startsOn }) => <FieldValue field="" value={startsOn} />,
    },
    {
      accessor: 'price',
      title: t('price'),
      textAlign: 'right',
      render: ({ price, payment }) => (
        <>
          <Money amount={price.sum} currency={price.currency} />
          <Text size="xs" c="dimmed">
            {code('payment', payment)}
          </Text>
        </>
      ),
    },
    {
      accessor: 'parts',
      title: t('parts'),
      render: ({ parts }) => (
        <Group gap={4} wrap="wrap">
          {parts
            .filter(({ state }) => state !== 'unneeded')
            .map((part) => (
              <PartState key={`${part.part} ${part.recipient}`} state={part.state} short={of(part.title)} />
            ))}
        </Group>
      ),
    },
    {
      accessor: 'state',
      title: t('state'),
      width: 140,
      render: ({ state, attention }) => <PackState state={state} attention={attention} />,
    },
    { accessor: 'lookedAt', title: t('lookedAt'), render: ({ lookedAt }) => <When at={lookedAt} relative /> },
  ];
}
