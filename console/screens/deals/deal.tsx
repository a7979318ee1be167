import { Anchor, Badge, Button, Grid, Group, Stack, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { Icon } from '../../ui/icon.tsx';
import { Page } from '../../ui/page.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { TemporalLink } from '../../ui/temporal-link.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { EffectsTable } from '../effects/effects-table.tsx';
import { LinkState } from './deals.tsx';
import { Events } from './events.tsx';
import { Facts } from './facts.tsx';
import { Fields } from './fields.tsx';
import { Holds } from './holds.tsx';
import { PauseDialog, type Pausing } from './pause-dialog.tsx';
import { Timeline } from './timeline.tsx';
import { words } from './words.ts';

export type Link = AnswerOf<'get', '/links/{id}'>;
export type Pauses = AnswerOf<'get', '/links/{id}/pauses'>['items'];

const LIVE = ['links', 'tasks', 'events', 'journal'] as const;

/** The passport of a record: whether it is in agreement, what prevents it, and where every value of it comes from. */
export default function Deal() {
  const { id = '' } = useParams();
  const query = useApi('/links/{id}', { params: { id } }, { live: LIVE });
  const pauses = useApi('/links/{id}/pauses', { params: { id } }, { live: LIVE });
  const error = query.error ?? pauses.error;
  if (query.data === undefined || pauses.data === undefined) {
    return <Page>{error === null ? <LoadingState /> : <ProblemAlert error={error} onRetry={() => void query.refetch()} />}</Page>;
  }
  return <Passport link={query.data} pauses={pauses.data.items} />;
}

function Passport({ link, pauses }: { link: Link; pauses: Pauses }) {
  const { t, code } = useWords(words);
  const { stage } = useFieldNames();
  const may = useMay('links.operate');
  const [pausing, setPausing] = useState<Pausing | null>(null);
  const rests = pauses.some(({ field }) => field === null);
  return (
    <Page
      title={[code('name', link.kind), link.kind === 'deal' ? link.claim : link.person?.name].filter(Boolean).join(' ')}
      subtitle={
        <Group gap={6} ml="xs">
          <LinkState state={link.state} attention={link.attention} />
          {link.stage === null ? null : <Badge color="gray">{stage(link.stage)}</Badge>}
          {rests ? <Badge color="orange">{t('rests')}</Badge> : null}
          {link.pending ? <Badge color="blue">{t('pending')}</Badge> : null}
        </Group>
      }
      actions={
        <>
          <Pages link={link} />
          {may ? <Sync id={link.id} /> : null}
          {may ? (
            <Button
              variant="default"
              leftSection={<Icon name={rests ? 'play' : 'pause'} size={14} />}
              onClick={() => setPausing({ act: rests ? 'resume' : 'pause', field: null })}
            >
              {rests ? t('resume') : t('pause')}
            </Button>
          ) : null}
        </>
      }
    >
      <Holds link={link} mayOperate={may} onResume={(field) => setPausing({ act: 'resume', field })} />
      <Grid gap="sm">
        <Grid.Col span={{ base: 12, xl: 9 }} order={{ base: 2, xl: 1 }}>
          <Parts link={link} pauses={pauses} onPause={setPausing} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, xl: 3 }} order={{ base: 1, xl: 2 }}>
          <Facts link={link} />
        </Grid.Col>
      </Grid>
      <PauseDialog id={link.id} pausing={pausing} onClose={() => setPausing(null)} />
    </Page>
  );
}

/** Where the record stands in its own systems. */
function Pages({ link }: { link: Link }) {
  const { t } = useWords(words);
  return (
    <Group gap="sm" mr="xs">
      {[link.sides?.left, link.sides?.right].map((side) =>
        side?.page == null ? null : (
          <Anchor key={side.connection} href={side.page} target="_blank" rel="noreferrer">
            {t('openIn', { title: side.title })} <Icon name="external" size={12} />
          </Anchor>
        ),
      )}
      <TemporalLink href={link.runUrl} />
    </Group>
  );
}

function Sync({ id }: { id: string }) {
  const { t } = useWords(words);
  const sync = useCommand('post', '/links/{id}/sync', ['links', 'events', 'journal']);
  return (
    <Stack gap={0}>
      <Button
        leftSection={<Icon name={sync.isSuccess ? 'check' : 'refresh'} size={14} />}
        loading={sync.isPending}
        onClick={() => sync.mutate({ params: { id }, body: {} })}
      >
        {sync.isSuccess ? t('syncOrdered') : t('sync')}
      </Button>
      <ProblemAlert error={sync.error} />
    </Stack>
  );
}

const PARTS = ['fields', 'timeline', 'effects', 'events'] as const;

function Parts({ link, pauses, onPause }: { link: Link; pauses: Pauses; onPause: (pausing: Pausing) => void }) {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const mayEffects = useMay('effects.read');
  const mayEvents = useMay('events.read');
  const shown = PARTS.filter((part) => (part !== 'effects' || mayEffects) && (part !== 'events' || mayEvents));
  const part = shown.find((one) => one === url.get('part')) ?? 'fields';
  return (
    <Tabs
      value={part}
      onChange={(value) => url.set({ part: value === 'fields' ? undefined : (value ?? undefined) })}
      keepMounted={false}
    >
      <Tabs.List mb="xs" aria-label={t('parts')}>
        {shown.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {code('part', one)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="fields">
        <Fields link={link} pauses={pauses} onPause={onPause} />
      </Tabs.Panel>
      <Tabs.Panel value="timeline">
        <Timeline id={link.id} />
      </Tabs.Panel>
      <Tabs.Panel value="effects">{mayEffects ? <EffectsTable link={link.id} /> : <Text>{t('none')}</Text>}</Tabs.Panel>
      <Tabs.Panel value="events">{mayEvents ? <Events subject={link.workflowId} /> : <Text>{t('none')}</Text>}</Tabs.Panel>
    </Tabs>
  );
}
