import { Alert, Button, Group, Tabs, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { CopyId } from '../../ui/copy-id.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { Capabilities } from './capabilities.tsx';
import { Health } from './health.tsx';
import { Modes } from './modes.tsx';
import { Preparation } from './preparation.tsx';
import { Settings } from './settings.tsx';
import { StateBadge } from './state-badge.tsx';
import { Timeline } from './timeline.tsx';
import { words } from './words.ts';

const TABS = ['health', 'capabilities', 'modes', 'prepare', 'timeline', 'settings'] as const;
type Tab = (typeof TABS)[number];
const TAB_WORDS = {
  health: 'tabHealth',
  capabilities: 'tabCapabilities',
  modes: 'tabModes',
  prepare: 'tabPrepare',
  timeline: 'tabTimeline',
  settings: 'tabSettings',
} as const;

/** One connection: how it fares, what it can do, what it may write, what happened to it, how it is set up. */
export default function Connection() {
  const { id = '' } = useParams();
  const { t, of } = useWords(words);
  const url = useUrlState();
  const mayOperate = useMay('connections.operate');
  const mayManage = useMay('connections.manage');
  const query = useApi('/connections/{id}', { params: { id } }, { live: ['connections', 'events'] });
  const systems = useApi('/systems', {});
  const test = useCommand('post', '/connections/{id}/test', ['connections', 'journal']);
  const pause = useCommand('post', '/connections/{id}/pause', ['connections', 'journal']);
  const resume = useCommand('post', '/connections/{id}/resume', ['connections', 'journal', 'events']);
  const [asking, setAsking] = useState<'pause' | 'resume' | null>(null);

  // A connection that was just made is tested once, and the address forgets it.
  const begun = useRef(false);
  const { mutate } = test;
  const testNow = url.get('test') === 'now';
  useEffect(() => {
    if (!testNow || begun.current) return;
    begun.current = true;
    mutate({ params: { id } });
    url.set({ test: undefined }, { replace: true });
  }, [testNow, mutate, id, url]);

  const { data } = query;
  const system = systems.data?.items.find((one) => one.system === data?.system);
  if (data === undefined) {
    return (
      <Page>
        {query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  const tabs = TABS.filter((tab) => (tab !== 'prepare' || system?.prepare === true) && (tab !== 'prepare' || mayManage));
  const tab: Tab = tabs.find((one) => one === url.get('tab')) ?? 'health';
  const command = asking === 'pause' ? pause : resume;
  const runTest = () => {
    url.set({ tab: 'capabilities' });
    test.mutate({ params: { id } });
  };
  return (
    <Page
      title={data.title}
      subtitle={
        <Group gap="xs">
          <StateBadge state={data.state} />
          <Text size="xs" c="dimmed">
            {system === undefined ? data.system : of(system.title)}
          </Text>
          <CopyId id={data.id} />
        </Group>
      }
      actions={
        mayOperate ? (
          <>
            <Busy active={test.isPending} label={t('testing')} />
            <Button variant="default" loading={test.isPending} leftSection={<Icon name="pulse" size={14} />} onClick={runTest}>
              {t('test')}
            </Button>
            {data.state === 'active' ? (
              <Button variant="default" leftSection={<Icon name="pause" size={14} />} onClick={() => setAsking('pause')}>
                {t('pause')}
              </Button>
            ) : (
              <Button leftSection={<Icon name="play" size={14} />} onClick={() => setAsking('resume')}>
                {t('resume')}
              </Button>
            )}
          </>
        ) : null
      }
    >
      {data.state === 'paused' && data.reason !== null ? (
        <Alert color="red" icon={<Icon name="pause" />} title={of(data.reason)} role="status">
          {t('pausedBy')}: <Actor of={data.pause?.by ?? null} />
        </Alert>
      ) : null}
      <ProblemAlert error={test.error} />
      <Tabs value={tab} onChange={(next) => url.set({ tab: next ?? undefined })} keepMounted={false}>
        <Tabs.List mb="sm">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(TAB_WORDS[one])}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="health">
          <Health connection={data} />
        </Tabs.Panel>
        <Tabs.Panel value="capabilities">
          <Capabilities connection={data} testing={test.isPending} />
        </Tabs.Panel>
        <Tabs.Panel value="modes">
          <Modes connection={data} />
        </Tabs.Panel>
        <Tabs.Panel value="prepare">
          <Preparation id={data.id} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline">
          <Timeline id={data.id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {system === undefined ? <LoadingState /> : <Settings connection={data} system={system} />}
        </Tabs.Panel>
      </Tabs>
      <ReasonDialog
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={`${asking === 'pause' ? t('pause') : t('resume')}: ${data.title}`}
        plan={
          <Text>
            {asking === 'pause' ? t('pausePlan') : t('resumePlan')} {t('pauseWaits', { count: data.pending })}
          </Text>
        }
        confirm={asking === 'pause' ? t('pause') : t('resume')}
        danger={asking === 'pause'}
        pending={command.isPending}
        error={command.error}
        onConfirm={({ reason }) => command.mutate({ params: { id }, body: { reason } }, { onSuccess: () => setAsking(null) })}
      />
    </Page>
  );
}
