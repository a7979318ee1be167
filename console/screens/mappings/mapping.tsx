import { Alert, Badge, Button, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { Coverage } from './coverage.tsx';
import { type Detail, useCheck, useDraft } from './draft.ts';
import { Keys } from './keys.tsx';
import { useDocumentName } from './names.ts';
import { Preview } from './preview.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { recordsOf } from './records.ts';
import { TextTab } from './text-tab.tsx';
import { Versions } from './versions.tsx';
import { WhatIf } from './what-if.tsx';
import { words } from './words.ts';

/** One spec or dictionary: its text, what it does to real records, what traffic says about it, and its versions. */
export default function OneMapping() {
  const { kind = '', name = '' } = useParams();
  const known = kind === 'dictionary' ? 'dictionary' : 'spec';
  const query = useApi('/mappings/{kind}/{name}', { params: { kind: known, name } }, { live: ['mappings'] });
  if (query.data === undefined) {
    return (
      <Page title={name}>
        {query.isPending ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      </Page>
    );
  }
  return <Document key={`${known}/${name}`} detail={query.data} />;
}

function Document({ detail }: { detail: Detail }) {
  const { t } = useWords(words);
  const nameOf = useDocumentName();
  const url = useUrlState();
  const may = useMay('mappings.edit');
  const mayPublish = useMay('mappings.publish');
  const draft = useDraft(detail);
  const check = useCheck(detail, draft.text);
  const [publishing, setPublishing] = useState(false);
  const [published, setPublished] = useState<number | null>(null);
  const isSpec = detail.kind === 'spec';
  const records = recordsOf(detail);
  const tab = url.get('tab') ?? 'text';
  const blocked = check.behind || check.data?.publishable !== true;
  const acts =
    draft.changed && mayPublish ? (
      <>
        <Button variant="default" onClick={draft.drop}>
          {t('dropDraft')}
        </Button>
        <Button disabled={blocked} onClick={() => setPublishing(true)}>
          {t('publish')}
        </Button>
      </>
    ) : undefined;
  return (
    <Page
      title={nameOf(detail.name)}
      subtitle={
        <>
          <Badge color="gray">{t('versionInForce', { version: detail.version })}</Badge>
          {draft.changed ? <Badge color="green">{t('draft')}</Badge> : null}
        </>
      }
      actions={acts}
    >
      <Text c="dimmed" size="xs">
        {detail.name}
        {detail.left === null ? '' : ` · ${detail.left} → ${detail.right}`}
      </Text>
      {published === detail.version && !draft.changed ? (
        <Alert color="green" withCloseButton onClose={() => setPublished(null)} closeButtonLabel={t('closeNotice')}>
          {t('publishedNow', { version: published })} {isSpec ? t('publishedNext') : ''}
        </Alert>
      ) : null}
      {draft.changed && draft.over !== detail.version ? <Alert color="orange">{t('moved', { over: draft.over })}</Alert> : null}
      <Tabs
        value={tab}
        onChange={(next) => url.set({ tab: next === 'text' ? undefined : (next ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="text">{t('tabText')}</Tabs.Tab>
          {records !== null && may ? <Tabs.Tab value="preview">{t('tabPreview')}</Tabs.Tab> : null}
          {records !== null && may ? <Tabs.Tab value="what-if">{t('tabWhatIf')}</Tabs.Tab> : null}
          <Tabs.Tab value="coverage">{isSpec ? t('tabCoverage') : t('tabKeys')}</Tabs.Tab>
          <Tabs.Tab value="versions">{t('tabVersions')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="text" pt="sm">
          <TextTab detail={detail} draft={draft} check={check} may={may} />
        </Tabs.Panel>
        {records !== null && may ? (
          <>
            <Tabs.Panel value="preview" pt="sm">
              <Preview name={detail.name} records={records} text={draft.changed ? draft.text : undefined} />
            </Tabs.Panel>
            <Tabs.Panel value="what-if" pt="sm">
              <WhatIf name={detail.name} text={draft.text} changed={draft.changed} />
            </Tabs.Panel>
          </>
        ) : null}
        <Tabs.Panel value="coverage" pt="sm">
          {isSpec ? <Coverage name={detail.name} mayAdd={may} /> : <Keys name={detail.name} />}
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="sm">
          <Versions detail={detail} />
        </Tabs.Panel>
      </Tabs>
      <PublishDialog
        opened={publishing}
        detail={detail}
        draft={draft}
        affects={check.data?.affects ?? []}
        onClose={() => setPublishing(false)}
        onDone={(version) => {
          setPublishing(false);
          setPublished(version);
          draft.drop();
        }}
      />
    </Page>
  );
}
