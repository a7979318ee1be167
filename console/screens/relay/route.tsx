import { Alert, Button, Group, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { Page } from '../../ui/page.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { bodyOf, type Draft, draftOf, type Route } from './draft.ts';
import { Events } from './events.tsx';
import { RouteForm } from './form.tsx';
import { StateBadge } from './state-badge.tsx';
import { Trial } from './trial.tsx';
import { words } from './words.ts';

/** One route: what became of its events, and what it says. */
export default function OneRoute() {
  const { id = '' } = useParams();
  const { t, of } = useWords(words);
  const url = useUrlState();
  const may = useMay('routes.manage');
  const query = useApi('/routes/{id}', { params: { id } }, { live: ['routes', 'events'], everySeconds: 10 });
  const route = query.data;
  if (route === undefined) {
    return (
      <Page>
        {query.isPending ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  const tab = url.get('tab') === 'rules' ? 'rules' : 'events';
  return (
    <Page title={route.title} subtitle={<StateBadge state={route.state} />} actions={may ? <Acts route={route} /> : undefined}>
      {route.pause === null ? null : <Alert color="orange">{of(route.pause)}</Alert>}
      <Group gap="md">
        <Text size="sm">
          {route.source.connection} · {route.source.event} → {route.target.connection} · {route.target.write}
        </Text>
        <Text size="sm">
          {t('waiting')}: {numberText(route.figures.waiting)}
        </Text>
        <Text size="sm">
          {t('parked')}: {numberText(route.figures.parked)}
        </Text>
        <Text size="sm" c="dimmed">
          {t('version', { version: route.version })}
        </Text>
        <CopyId id={route.id} />
        <TemporalLink href={route.runUrl}>{t('runs')}</TemporalLink>
      </Group>
      <Tabs value={tab} onChange={(next) => url.set({ tab: next ?? undefined, state: undefined })} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="events">{t('tabEvents')}</Tabs.Tab>
          <Tabs.Tab value="rules">{t('tabRules')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="events" pt="sm">
          <Events routeId={route.id} />
        </Tabs.Panel>
        <Tabs.Panel value="rules" pt="sm">
          <Edit key={route.version} route={route} may={may} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Edit({ route, may }: { route: Route; may: boolean }) {
  const { t } = useWords(words);
  const [draft, setDraft] = useState<Draft>(() => draftOf(route));
  const change = useCommand('put', '/routes/{id}', ['routes']);
  return (
    <>
      <RouteForm
        draft={draft}
        onChange={setDraft}
        submit={t('save')}
        pending={change.isPending}
        error={change.error}
        disabled={!may}
        onSubmit={() => change.mutate({ params: { id: route.id }, body: { ...bodyOf(draft), version: route.version } })}
      />
      <Trial draft={draft} />
    </>
  );
}

type Act = 'paused' | 'off' | 'remove';

/** Turning on does no harm that could not be seen; the others show what they do and ask why. */
function Acts({ route }: { route: Route }) {
  const { t } = useWords(words);
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Act | null>(null);
  const turn = useCommand('post', '/routes/{id}/turn', ['routes']);
  const remove = useCommand('delete', '/routes/{id}', ['routes']);
  const params = { id: route.id };
  const close = () => {
    setAsked(null);
    turn.reset();
    remove.reset();
  };
  const verbs = { paused: t('pause'), off: t('turnOff'), remove: t('remove') } as const;
  const plans = {
    paused: t('pausePlan', { title: route.title }),
    off: t('offPlan', { title: route.title }),
    remove: t('removePlan', { title: route.title }),
  } as const;
  return (
    <>
      {route.state === 'on' ? (
        <Button variant="default" onClick={() => setAsked('paused')}>
          {t('pause')}
        </Button>
      ) : (
        <Button loading={turn.isPending} onClick={() => turn.mutate({ params, body: { state: 'on' } })}>
          {t('turnOn')}
        </Button>
      )}
      {route.state === 'off' ? (
        <Button variant="subtle" color="red" onClick={() => setAsked('remove')}>
          {t('remove')}
        </Button>
      ) : (
        <Button variant="subtle" color="gray" onClick={() => setAsked('off')}>
          {t('turnOff')}
        </Button>
      )}
      <ReasonDialog
        opened={asked !== null}
        onClose={close}
        title={asked === null ? '' : verbs[asked]}
        plan={<Text>{asked === null ? '' : plans[asked]}</Text>}
        confirm={asked === null ? '' : verbs[asked]}
        danger={asked === 'remove'}
        pending={turn.isPending || remove.isPending}
        error={turn.error ?? remove.error}
        onConfirm={({ reason }) => {
          if (asked === 'remove') remove.mutate({ params, body: { reason } }, { onSuccess: () => void navigate('/routes') });
          else if (asked !== null) turn.mutate({ params, body: { state: asked, reason } }, { onSuccess: close });
        }}
      />
    </>
  );
}
