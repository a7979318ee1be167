import { Badge, Group, Text } from '@mantine/core';
import { useNavigate } from 'react-router';
import type { ItemOf } from '../../api/types.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Money } from '../../ui/numbers.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { ServerTable, type ServerTableProps } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Payment = ItemOf<'/payments'>;

const COLORS = {
  pending: 'gray',
  authorized: 'blue',
  paid: 'green',
  partly_refunded: 'orange',
  refunded: 'orange',
  failed: 'red',
} as const;

/** Payments with the claims that they fall to, and what is wrong with them. */
export function PaymentsTable({ query, filters = [], empty }: Pick<ServerTableProps<Payment>, 'query' | 'filters' | 'empty'>) {
  const { t, of } = useWords(words);
  const navigate = useNavigate();
  return (
    <ServerTable<Payment>
      query={query}
      rowId={({ id }) => id}
      label={t('payments')}
      filters={filters}
      empty={empty}
      onOpen={({ id }) => void navigate(`/payments/${id}`)}
      columns={[
        { accessor: 'paidAt', title: t('paidAt'), render: ({ paidAt, seenAt }) => <When at={paidAt ?? seenAt} /> },
        {
          accessor: 'amount',
          title: t('amount'),
          textAlign: 'right',
          render: ({ amount, refunded, currency }) => (
            <>
              <Money amount={amount} currency={currency} />
              {Number(refunded) === 0 ? null : (
                <Text size="xs" c="dimmed">
                  {t('refunded')} <Money amount={refunded} currency={currency} />
                </Text>
              )}
            </>
          ),
        },
        {
          accessor: 'claims',
          title: t('claims'),
          render: ({ claims, order }) =>
            claims.length === 0
              ? (order ?? '—')
              : claims.map(({ link, claim }, index) => (
                  <span key={link}>
                    {index === 0 ? '' : ', '}
                    <ScreenLink to={`/deals/${link}`}>{claim ?? link}</ScreenLink>
                  </span>
                )),
        },
        { accessor: 'state', title: t('state'), render: ({ state }) => <PaymentState state={state} /> },
        { accessor: 'connection', title: t('connection') },
        {
          accessor: 'finding',
          title: t('wrong'),
          render: ({ sentence, claims, openTasks }) => {
            const found = [sentence, ...claims.map((share) => share.sentence)].find((one) => one !== null);
            return (
              <Group gap={4}>
                {found === undefined || found === null ? null : <Text size="xs">{of(found)}</Text>}
                {openTasks > 0 ? <Badge color="orange">{t('openTasks', { count: openTasks })}</Badge> : null}
              </Group>
            );
          },
        },
      ]}
    />
  );
}

export function PaymentState({ state }: { state: Payment['state'] }) {
  const { code } = useWords(words);
  return <Badge color={COLORS[state]}>{code('state', state)}</Badge>;
}
