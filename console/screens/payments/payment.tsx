import { Alert, Anchor, Badge, Grid, Stack, Table, Text } from '@mantine/core';
import { useParams } from 'react-router';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Money } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { PaymentState } from './payments-table.tsx';
import { words } from './words.ts';

type Detail = AnswerOf<'get', '/payments/{id}'>;

/** One payment: to which claims it falls, whether the booking system counts it, its receipts, and what people are asked. */
export default function OnePayment() {
  const { id = '' } = useParams();
  const query = useApi('/payments/{id}', { params: { id } }, { live: ['payments', 'tasks', 'effects'] });
  if (query.data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return <Shown payment={query.data} />;
}

function Shown({ payment }: { payment: Detail }) {
  const { t, of, code } = useWords(words);
  const { tasks, claims } = payment;
  const title =
    claims.length === 0
      ? `${t('payment')} ${payment.order ?? payment.externalId}`
      : t('paymentFor', { count: claims.length, claims: claims.map(({ claim, link }) => claim ?? link).join(', ') });
  return (
    <Page title={title} subtitle={<PaymentState state={payment.state} />}>
      {payment.sentence === null ? null : <Alert color="orange">{of(payment.sentence)}</Alert>}
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="sm">
            <Shares payment={payment} />
            <Postings postings={payment.postings} />
            <Receipts receipts={payment.receipts} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="sm">
            <About payment={payment} />
            {tasks.length === 0 ? null : (
              <Panel title={t('tasks')}>
                {tasks.map(({ id, title, state, openedAt }) => (
                  <Text key={id}>
                    <ScreenLink to={`/tasks/${id}`}>{of(title)}</ScreenLink>{' '}
                    <Badge color={state === 'closed' ? 'gray' : 'orange'}>{code('task', state)}</Badge>{' '}
                    <Text span size="xs" c="dimmed">
                      <When at={openedAt} relative />
                    </Text>
                  </Text>
                ))}
              </Panel>
            )}
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function About({ payment }: { payment: Detail }) {
  const { t, code } = useWords(words);
  const { amount, refunded, currency, booking } = payment;
  return (
    <Panel title={t('about')}>
      <Facts>
        <Fact label={t('amount')}>
          <Money amount={amount} currency={currency} />
        </Fact>
        {Number(refunded) === 0 ? null : (
          <Fact label={t('refunded')}>
            <Money amount={refunded} currency={currency} />
          </Fact>
        )}
        <Fact label={t('paidAt')}>
          <When at={payment.paidAt} />
        </Fact>
        <Fact label={t('seenAt')}>
          <When at={payment.seenAt} />
        </Fact>
        <Fact label={t('payer')}>{payment.payer ?? '—'}</Fact>
        <Fact label={t('source')}>{code('source', payment.source)}</Fact>
        <Fact label={t('connection')}>
          <ScreenLink to={`/connections/${payment.connection}`}>{payment.connection}</ScreenLink>
        </Fact>
        <Fact label={t('externalId')}>{payment.externalId}</Fact>
        {payment.order === null ? null : <Fact label={t('order')}>{payment.order}</Fact>}
        {payment.cash ? <Fact label={t('means')}>{t('cash')}</Fact> : null}
        {booking === null ? null : (
          <Fact label={t('inBooking')}>
            {booking.externalId} (<When at={booking.paidAt} />)
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}

function Shares({ payment: { claims, currency } }: { payment: Detail }) {
  const { t, of } = useWords(words);
  return (
    <Panel title={t('shares')}>
      {claims.length === 0 ? (
        <Text c="dimmed">{t('noClaims')}</Text>
      ) : (
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('claim')}</Table.Th>
              <Table.Th ta="right">{t('share')}</Table.Th>
              <Table.Th ta="right">{t('counted')}</Table.Th>
              <Table.Th>{t('booked')}</Table.Th>
              <Table.Th>{t('wrong')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {claims.map((share) => (
              <Table.Tr key={share.link}>
                <Table.Th scope="row" fw={500}>
                  <ScreenLink to={`/deals/${share.link}`}>{share.claim ?? share.link}</ScreenLink>
                </Table.Th>
                <Table.Td ta="right">
                  <Money amount={share.rest} currency={currency} />
                </Table.Td>
                <Table.Td ta="right">
                  <Money amount={share.counted?.sum ?? null} currency={share.counted?.currency ?? null} />
                </Table.Td>
                <Table.Td>
                  <Badge color={share.booked ? 'green' : 'gray'}>{share.booked ? t('bookedYes') : t('bookedNo')}</Badge>
                </Table.Td>
                <Table.Td>{share.sentence === null ? '—' : of(share.sentence)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

const POSTED = { planned: 'gray', intended: 'blue', done: 'green', failed: 'red', unknown: 'orange' } as const;

function Postings({ postings }: Pick<Detail, 'postings'>) {
  const { t, of, code } = useWords(words);
  if (postings.length === 0) return null;
  return (
    <Panel title={t('postings')}>
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {postings.map(({ effect, operation, state, error, at }) => (
            <Table.Tr key={effect}>
              <Table.Td>
                <When at={at} />
              </Table.Td>
              <Table.Th scope="row" fw={500}>
                <ScreenLink to={`/effects/${effect}`}>{code('operation', operation)}</ScreenLink>
              </Table.Th>
              <Table.Td>
                <Badge color={POSTED[state]}>{code('posted', state)}</Badge>
              </Table.Td>
              <Table.Td>{error === null ? null : of(error.sentence)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Receipts({ receipts }: Pick<Detail, 'receipts'>) {
  const { t, code } = useWords(words);
  return (
    <Panel title={t('receipts')}>
      {receipts.length === 0 ? (
        <Text c="dimmed">{t('noReceipts')}</Text>
      ) : (
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('receipt')}</Table.Th>
              <Table.Th>{t('state')}</Table.Th>
              <Table.Th>{t('registeredAt')}</Table.Th>
              <Table.Th>{t('fiscal')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {receipts.map((receipt) => (
              <Table.Tr key={receipt.id}>
                <Table.Th scope="row" fw={500}>
                  {receipt.url === null ? (
                    code('receipt', receipt.kind)
                  ) : (
                    <Anchor href={receipt.url} target="_blank" rel="noreferrer">
                      {code('receipt', receipt.kind)}
                    </Anchor>
                  )}
                </Table.Th>
                <Table.Td>{code('receiptState', receipt.state)}</Table.Td>
                <Table.Td>
                  <When at={receipt.registeredAt} />
                </Table.Td>
                <Table.Td>
                  {[receipt.fiscalDocument, receipt.fiscalStorage, receipt.fiscalAttribute]
                    .filter((part) => part !== null)
                    .join(' / ') || '—'}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
