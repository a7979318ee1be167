import { Button } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { amountOf, startOfDay } from '../../ui/asked.ts';
import { Filters, useFilters } from '../../ui/filters.tsx';
import { Page } from '../../ui/page.tsx';
import { PayerSearch } from '../../ui/payer-search.tsx';
import { usePage } from '../../ui/server-table.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { PaymentsTable } from './payments-table.tsx';
import { words } from './words.ts';

const STATES = ['pending', 'authorized', 'paid', 'partly_refunded', 'refunded', 'failed'] as const;
const FILTERS = ['claim', 'from', 'to', 'since', 'until', 'state', 'attention'] as const;

/** Money that came in, each payment once: looked for by claim, payer, amount, day and state. */
export default function Payments() {
  const { t, code } = useWords(words);
  const maySearch = useMay('people.search');
  const { from, to, since, until, attention, ...filters } = useFilters(FILTERS);
  const narrowed = {
    claim: filters.claim,
    from: amountOf(from),
    to: amountOf(to),
    since: startOfDay(since),
    until: startOfDay(until, 'after'),
    state: STATES.find((one) => one === filters.state),
  };
  const query = useApi(
    '/payments',
    { query: { ...narrowed, attention: attention === 'true' ? 'true' : undefined, ...usePage() } },
    { live: ['payments'], keep: true },
  );
  const find = useCommand('post', '/payments/find');
  const asked = Object.fromEntries(Object.entries(narrowed).filter(([, value]) => value !== undefined));
  return (
    <Page>
      <Filters
        fields={[
          { name: 'claim', label: t('claim'), kind: 'text', placeholder: t('claimHint'), width: 150 },
          { name: 'from', label: t('from'), kind: 'text', width: 120 },
          { name: 'to', label: t('to'), kind: 'text', width: 120 },
          { name: 'since', label: t('since'), kind: 'date' },
          { name: 'until', label: t('until'), kind: 'date' },
          {
            name: 'state',
            label: t('state'),
            kind: 'choice',
            options: STATES.map((value) => ({ value, label: code('state', value) })),
          },
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
        <PaymentsTable query={query} filters={FILTERS} empty={{ title: t('none'), text: t('noneHow') }} />
      ) : (
        <PaymentsTable
          query={{ ...query, error: null, isPlaceholderData: false, data: { items: find.data.items } }}
          empty={{
            title: t('payerUnknown'),
            action: (
              <Button variant="default" onClick={() => find.reset()}>
                {t('backToAll')}
              </Button>
            ),
          }}
        />
      )}
    </Page>
  );
}
