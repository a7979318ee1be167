import { Alert, Anchor, Button, Grid, Group, Stack, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { usePage } from '../../ui/server-table.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { PaymentsTable } from '../payments/payments-table.tsx';
import { About } from './about.tsx';
import { Files } from './files.tsx';
import { type PackDetail, PackState } from './part-state.tsx';
import { Parts } from './parts.tsx';
import { ResendDialog } from './resend-dialog.tsx';
import { Sends } from './sends.tsx';
import { Story } from './story.tsx';
import { words } from './words.ts';

/** The documents of one claim: what went to whom, what waits for what, and what people may do about it. */
export default function OnePack() {
  const { id = '' } = useParams();
  const query = useApi('/documents/{id}', { params: { id } }, { live: ['documents', 'tasks', 'journal'] });
  if (query.data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return <Opened pack={query.data} />;
}

const TABS = ['parts', 'sends', 'files', 'payments', 'story'] as const;

function Opened({ pack }: { pack: PackDetail }) {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const mayResend = useMay('documents.resend');
  const mayPayments = useMay('payments.read');
  const [chosen, setChosen] = useState<readonly { part: string; recipient: string }[] | null>(null);
  const [ordered, setOrdered] = useState<number | null>(null);
  const tabs = TABS.filter((one) => one !== 'payments' || mayPayments);
  const tab = tabs.find((one) => one === url.get('tab')) ?? 'parts';
  return (
    <Page
      title={t('packOf', { claim: pack.claim ?? pack.link })}
      subtitle={<PackState state={pack.state} attention={pack.attention} />}
      actions={
        <>
          <Elsewhere pack={pack} />
          {mayResend ? <Look id={pack.link} /> : null}
          {mayResend ? (
            <Button leftSection={<Icon name="mail" size={14} />} onClick={() => setChosen([])}>
              {t('resend')}
            </Button>
          ) : null}
        </>
      }
    >
      {ordered === null ? null : (
        <Alert color="green" role="status" withCloseButton onClose={() => setOrdered(null)} closeButtonLabel={t('closeNotice')}>
          {t('ordered', { count: ordered })}
        </Alert>
      )}
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, lg: 9 }}>
          <Tabs
            value={tab}
            onChange={(next) => url.set({ tab: next === 'parts' ? undefined : (next ?? undefined) })}
            keepMounted={false}
          >
            <Tabs.List mb="xs">
              {tabs.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {code('tab', one)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="parts">
              <Parts pack={pack} onResend={mayResend ? (part) => setChosen([part]) : null} />
            </Tabs.Panel>
            <Tabs.Panel value="sends">
              <Sends pack={pack} />
            </Tabs.Panel>
            <Tabs.Panel value="files">
              <Files pack={pack} />
            </Tabs.Panel>
            {mayPayments ? (
              <Tabs.Panel value="payments">
                <Payments link={pack.link} />
              </Tabs.Panel>
            ) : null}
            <Tabs.Panel value="story">
              <Story pack={pack} />
            </Tabs.Panel>
          </Tabs>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 3 }}>
          <About pack={pack} />
        </Grid.Col>
      </Grid>
      {chosen === null ? null : (
        <ResendDialog
          pack={pack}
          chosen={chosen}
          onClose={() => setChosen(null)}
          onDone={(count) => {
            setOrdered(count);
            setChosen(null);
          }}
        />
      )}
    </Page>
  );
}

/** The claim and its deal where people look at them otherwise. */
function Elsewhere({ pack }: { pack: PackDetail }) {
  const { t } = useWords(words);
  const pages = [
    [pack.claimPage, t('claimPage')],
    [pack.dealPage, t('dealPage')],
  ] as const;
  return (
    <Group gap="sm" mr="xs">
      <ScreenLink to={`/deals/${pack.link}`}>{t('passport')}</ScreenLink>
      {pages.map(([page, label]) =>
        page === null ? null : (
          <Anchor key={label} href={page} target="_blank" rel="noreferrer">
            {label} <Icon name="external" size={12} />
          </Anchor>
        ),
      )}
    </Group>
  );
}

function Look({ id }: { id: string }) {
  const { t } = useWords(words);
  const look = useCommand('post', '/documents/{id}/look', ['documents']);
  return (
    <Stack gap={0}>
      <Button
        variant="default"
        leftSection={<Icon name={look.isSuccess ? 'check' : 'refresh'} size={14} />}
        loading={look.isPending}
        onClick={() => look.mutate({ params: { id } })}
      >
        {look.isSuccess ? t('lookOrdered') : t('look')}
      </Button>
      <ProblemAlert error={look.error} />
    </Stack>
  );
}

function Payments({ link }: { link: string }) {
  const { t } = useWords(words);
  const query = useApi('/payments', { query: { link, ...usePage() } }, { live: ['payments'], keep: true });
  return <PaymentsTable query={query} empty={{ title: t('noPayments'), text: t('noPaymentsHow') }} />;
}
