import { Alert, Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay, useMe } from '../../api/session.ts';
import type { AnswerOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Approval = AnswerOf<'get', '/approvals/{id}'>;

/** One request: what would be done, for whom, why; approved or rejected by another person, carried out by the one who asked. */
export function Request({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const query = useApi('/approvals/{id}', { params: { id } }, { live: ['approvals'] });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={t('request')}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      {query.data === undefined ? (
        query.error === null ? (
          <LoadingState />
        ) : (
          <ProblemAlert error={query.error} />
        )
      ) : (
        <Shown approval={query.data} />
      )}
    </Drawer>
  );
}

function Shown({ approval }: { approval: Approval }) {
  const { t, code } = useWords(words);
  return (
    <Stack gap="sm">
      <Facts>
        <Fact label={t('act')}>{code('act', approval.act)}</Fact>
        <Fact label={t('count')}>{t(kindOf(approval).counted, { count: approval.count })}</Fact>
        <Fact label={t('who')}>
          <Actor of={approval.requestedBy} />
        </Fact>
        <Fact label={t('why')}>{approval.reason}</Fact>
        <Fact label={t('asked')}>
          <When at={approval.requestedAt} />
        </Fact>
        <Fact label={t('expires')}>
          <When at={approval.expiresAt} />
        </Fact>
        <Fact label={t('state')}>{code('state', approval.state)}</Fact>
      </Facts>
      <Text fw={600}>{t('plan')}</Text>
      <Plan approval={approval} />
      {approval.decidedBy === null ? null : (
        <>
          <Text fw={600}>{t('decision')}</Text>
          <Text>
            «{approval.decision}», <Actor of={approval.decidedBy} />, <When at={approval.decidedAt} />
          </Text>
        </>
      )}
      <Answer approval={approval} />
    </Stack>
  );
}

const REPLAY = { counted: 'planCount', plan: ['state', 'connection', 'entity', 'code', 'from', 'to'] } as const;
const RESEND = { counted: 'planParts', plan: ['state', 'code', 'part', 'since', 'until'] } as const;
const isResend = ({ act }: Pick<Approval, 'act'>) => act === 'documents.resend';
/** What an act counts, and of what its plan consists. */
const kindOf = (approval: Pick<Approval, 'act'>) => (isResend(approval) ? RESEND : REPLAY);

function Plan({ approval }: { approval: Approval }) {
  const { t, code } = useWords(words);
  return (
    <Facts>
      {kindOf(approval).plan.map((name) => {
        const value = approval.plan[name];
        const text = value === null || value === undefined ? t('planAny') : String(value);
        return (
          <Fact key={name} label={code('plan', name)}>
            {name === 'state' ? code('plan_state', text) : /^\d{4}-\d\d-/.test(text) ? <When at={text} /> : text}
          </Fact>
        );
      })}
    </Facts>
  );
}

function Answer({ approval }: { approval: Approval }) {
  const { t } = useWords(words);
  const me = useMe().data;
  const may = useMay('approvals.decide');
  const [asking, setAsking] = useState<'approve' | 'reject' | null>(null);
  const approve = useCommand('post', '/approvals/{id}/approve', ['approvals']);
  const reject = useCommand('post', '/approvals/{id}/reject', ['approvals']);
  const own = me?.actor === approval.requestedBy;
  if (approval.state === 'used') {
    return (
      <Alert color="green" role="status" title={t('ran')}>
        {isResend(approval) ? (
          <ScreenLink to="/document-resends">{t('toResends')}</ScreenLink>
        ) : (
          <ScreenLink to="/replays">{t('toReplays')}</ScreenLink>
        )}
      </Alert>
    );
  }
  if (approval.state === 'approved') return own ? <CarryOut approval={approval} /> : null;
  if (approval.state !== 'open') return null;
  if (own) return <Alert color="blue">{t('ownRequest')}</Alert>;
  if (!may) return null;
  const command = asking === 'approve' ? approve : reject;
  return (
    <>
      <Group gap="xs">
        <Button leftSection={<Icon name="check" size={14} />} onClick={() => setAsking('approve')}>
          {t('approve')}
        </Button>
        <Button variant="default" onClick={() => setAsking('reject')}>
          {t('reject')}
        </Button>
      </Group>
      <ReasonDialog
        opened={asking !== null}
        onClose={() => setAsking(null)}
        title={asking === 'approve' ? t('approve') : t('reject')}
        plan={
          <Stack gap="xs">
            <Text fw={500}>{t(kindOf(approval).counted, { count: approval.count })}</Text>
            <Text>{asking === 'approve' ? t('approvePlan') : t('rejectPlan')}</Text>
          </Stack>
        }
        planHash={approval.planHash}
        confirm={asking === 'approve' ? t('approve') : t('reject')}
        danger={asking === 'reject'}
        pending={command.isPending}
        error={command.error}
        onConfirm={({ reason }) =>
          command.mutate({ params: { id: approval.id }, body: { reason } }, { onSuccess: () => setAsking(null) })
        }
      />
    </>
  );
}

/** The same order again, by the one who gave it: now it is carried out. */
function CarryOut({ approval }: { approval: Approval }) {
  const { t } = useWords(words);
  const replay = useCommand('post', '/events/replay', ['approvals', 'events']);
  const resend = useCommand('post', '/document-resends', ['approvals', 'documents']);
  const start = isResend(approval) ? resend : replay;
  const given = Object.fromEntries(Object.entries(approval.plan).filter(([, value]) => value !== null));
  return (
    <Alert color="green" title={t('runReady')}>
      <Stack gap="xs" align="flex-start">
        <Button
          loading={start.isPending}
          leftSection={<Icon name="play" size={14} />}
          onClick={() => start.mutate({ body: { filter: given, hash: approval.planHash, reason: approval.reason } })}
        >
          {t('run')}
        </Button>
        <ProblemAlert error={start.error} />
      </Stack>
    </Alert>
  );
}
