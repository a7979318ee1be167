import { Alert, Badge, Button, Group, SegmentedControl, Tabs, Text } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { type Body, type Detail, emptyBody, isComplete, type LetterLanguage } from './body.ts';
import { CardDialog } from './card-dialog.tsx';
import { useCheck, useDraft } from './draft.ts';
import { PublishDialog } from './publish-dialog.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { TestDialog } from './test-dialog.tsx';
import { Versions } from './versions.tsx';
import { words } from './words.ts';
import { Writing } from './writing.tsx';

/** One template: its text in a language with what comes of it, and its versions. */
export default function OneTemplate() {
  const { name = '' } = useParams();
  const url = useUrlState();
  const language: LetterLanguage = url.get('language') === 'en' ? 'en' : 'ru';
  const query = useApi('/templates/{name}', { params: { name } }, { live: ['templates'] });
  const newest = query.data?.newest[language];
  const text = useApi(
    '/templates/{name}/{language}/versions/{version}',
    { params: { name, language, version: newest ?? 0 } },
    { enabled: newest !== undefined },
  );
  const error = query.error ?? text.error;
  if (query.data !== undefined && (newest === undefined || text.data !== undefined)) {
    const body = text.data?.body ?? emptyBody(query.data.kind);
    return <Opened key={`${name}/${language}`} detail={query.data} language={language} newest={{ body, version: newest ?? 0 }} />;
  }
  return (
    <Page title={name}>
      {error === null ? (
        <LoadingState />
      ) : (
        <ProblemAlert error={error} onRetry={() => void Promise.all([query.refetch(), text.refetch()])} />
      )}
    </Page>
  );
}

interface Newest {
  body: Body;
  version: number;
}

function Opened({ detail, language, newest }: { detail: Detail; language: LetterLanguage; newest: Newest }) {
  const { t, of, code } = useWords(words);
  const url = useUrlState();
  const mayEdit = useMay('templates.edit');
  const mayPublish = useMay('templates.publish');
  const draft = useDraft(detail.name, language, newest);
  const check = useCheck(detail.name, draft.body, mayEdit);
  const [dialog, setDialog] = useState<'save' | 'publish' | 'test' | 'card' | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const standing = detail.inForce[language]?.version;
  const close = () => setDialog(null);
  const done = (said: string) => {
    setNotice(said);
    close();
  };
  // A version that was rolled back from does not wait for anything.
  const waits =
    newest.version > 0 && !detail.publications.some((one) => one.language === language && one.version === newest.version);
  const tab = url.get('tab') ?? 'text';
  return (
    <Page
      title={of(detail.title)}
      subtitle={
        <>
          <Badge color={standing === undefined ? 'gray' : 'green'}>
            {standing === undefined ? t('nothingInForce') : t('versionInForce', { version: standing })}
          </Badge>
          {waits ? <Badge color="orange">{t('versionWaits', { version: newest.version })}</Badge> : null}
          {draft.changed ? <Badge>{t('draft')}</Badge> : null}
        </>
      }
      actions={
        <>
          {mayEdit ? (
            <Button variant="default" onClick={() => setDialog('card')}>
              {t('editCard')}
            </Button>
          ) : null}
          {mayEdit && detail.kind === 'email' && newest.version > 0 ? (
            <Button variant="default" onClick={() => setDialog('test')}>
              {t('test')}
            </Button>
          ) : null}
          {draft.changed ? (
            <>
              <Button variant="default" onClick={draft.drop}>
                {t('dropDraft')}
              </Button>
              <Button
                disabled={!isComplete(draft.body) || check.behind || check.problems.length > 0}
                onClick={() => setDialog('save')}
              >
                {t('save')}
              </Button>
            </>
          ) : waits && mayPublish ? (
            <Button onClick={() => setDialog('publish')}>{t('publish')}</Button>
          ) : null}
        </>
      }
    >
      <Text c="dimmed" size="xs">
        {[code('kind', detail.kind), detail.folder, code('topic', detail.topic), detail.name].join(' · ')}
        {detail.uses > 0 ? ` · ${t('usedTimes', { count: detail.uses })}` : ''}
      </Text>
      {notice === null ? null : (
        <Alert color="green" withCloseButton onClose={() => setNotice(null)} closeButtonLabel={t('closeNotice')} role="status">
          {notice}
        </Alert>
      )}
      {draft.changed && draft.over !== newest.version ? (
        <Alert color="orange">
          <Group justify="space-between">
            {t('moved', { over: draft.over, newest: newest.version })}
            <Button variant="default" onClick={() => draft.rebase(newest.version)}>
              {t('keepMine', { newest: newest.version })}
            </Button>
          </Group>
        </Alert>
      ) : null}
      <Tabs
        value={tab}
        onChange={(next) => url.set({ tab: next === 'text' ? undefined : (next ?? undefined) })}
        keepMounted={false}
      >
        <Group justify="space-between" align="flex-end" wrap="nowrap">
          <Tabs.List flex={1}>
            <Tabs.Tab value="text">{t('tabText')}</Tabs.Tab>
            <Tabs.Tab value="versions">{t('tabVersions')}</Tabs.Tab>
          </Tabs.List>
          <SegmentedControl
            aria-label={t('language')}
            data={(['ru', 'en'] as const).map((value) => ({ value, label: code('language', value) }))}
            value={language}
            onChange={(value) => url.set({ language: value === 'ru' ? undefined : value, from: undefined, to: undefined })}
          />
        </Group>
        <Tabs.Panel value="text" pt="sm">
          <Writing detail={detail} language={language} draft={draft} check={check} readOnly={!mayEdit} />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="sm">
          <Versions detail={detail} language={language} />
        </Tabs.Panel>
      </Tabs>
      {dialog === 'save' ? <SaveDialog detail={detail} language={language} draft={draft} onClose={close} onDone={done} /> : null}
      {dialog === 'publish' ? (
        <PublishDialog detail={detail} language={language} version={newest.version} onClose={close} onDone={done} />
      ) : null}
      {dialog === 'test' ? (
        <TestDialog
          detail={detail}
          language={language}
          version={newest.version}
          changed={draft.changed}
          onClose={close}
          onDone={done}
        />
      ) : null}
      {dialog === 'card' ? (
        <CardDialog card={detail} folders={[detail.folder]} onClose={close} onDone={() => done(t('cardSaved'))} />
      ) : null}
    </Page>
  );
}
