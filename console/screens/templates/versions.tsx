import { Badge, Button, Group, Select, Stack, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import type { Detail, LetterLanguage } from './body.ts';
import { Difference } from './difference.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { words } from './words.ts';

/** Every version with its author and reason, two of them compared, and what was put in force when and why. */
export function Versions({ detail, language }: { detail: Detail; language: LetterLanguage }) {
  const { t } = useWords(words);
  const may = useMay('templates.publish');
  const url = useUrlState();
  const query = useApi('/templates/{name}', { params: { name: detail.name } }, { live: ['templates'] });
  const [wanted, setWanted] = useState<number | null>(null);
  const versions = detail.versions.filter((one) => one.language === language);
  const publications = detail.publications.filter((one) => one.language === language);
  const newest = detail.newest[language] ?? 0;
  const standing = detail.inForce[language]?.version ?? 0;
  const to = Number(url.get('to') ?? newest);
  const from = Number(url.get('from') ?? (standing > 0 && standing !== newest ? standing : Math.max(1, to - 1)));
  const choices = versions.map(({ version }) => ({ value: String(version), label: t('versionN', { version }) }));
  return (
    <Stack gap="sm">
      <ServerTable
        query={{ ...query, data: { items: versions } }}
        rowId={({ version }) => String(version)}
        label={t('tabVersions')}
        empty={{ title: t('noVersions') }}
        columns={[
          {
            accessor: 'version',
            title: t('version'),
            render: (row) => (
              <>
                {row.version} {row.inForce ? <Badge color="green">{t('standing')}</Badge> : null}
              </>
            ),
          },
          { accessor: 'savedAt', title: t('savedAt'), render: ({ savedAt }) => <When at={savedAt} /> },
          {
            accessor: 'author',
            title: t('author'),
            render: ({ origin, author }) => (origin === 'shipped' ? t('shipped') : <Actor of={author} />),
          },
          {
            accessor: 'reason',
            title: t('reason'),
            render: ({ origin, reason }) => (origin === 'shipped' ? t('shippedReason') : reason),
          },
          {
            accessor: 'acts',
            title: <VisuallyHidden>{t('acts')}</VisuallyHidden>,
            textAlign: 'right',
            render: (row) =>
              row.inForce || !may ? null : (
                <Button variant="default" size="compact-xs" onClick={() => setWanted(row.version)}>
                  {t(row.version < standing ? 'rollBackTo' : 'publishVersion', { version: row.version })}
                </Button>
              ),
          },
        ]}
      />
      {versions.length > 1 ? (
        <Panel title={t('difference')}>
          <Group gap="sm" mb="sm">
            <Select label={t('from')} data={choices} value={String(from)} onChange={(value) => url.set({ from: value ?? '' })} />
            <Select label={t('to')} data={choices} value={String(to)} onChange={(value) => url.set({ to: value ?? '' })} />
          </Group>
          <Difference name={detail.name} language={language} from={from} to={to} />
        </Panel>
      ) : null}
      <Panel title={t('publications')}>
        <ServerTable
          query={{ ...query, data: { items: publications } }}
          rowId={({ version, publishedAt }) => `${publishedAt} ${version}`}
          label={t('publications')}
          empty={{ title: t('nothingInForce') }}
          columns={[
            { accessor: 'publishedAt', title: t('publishedAt'), render: ({ publishedAt }) => <When at={publishedAt} /> },
            { accessor: 'version', title: t('version') },
            { accessor: 'author', title: t('author'), render: ({ author }) => <Actor of={author} /> },
            { accessor: 'reason', title: t('reason') },
          ]}
        />
      </Panel>
      {wanted === null ? null : (
        <PublishDialog
          detail={detail}
          language={language}
          version={wanted}
          onClose={() => setWanted(null)}
          onDone={() => setWanted(null)}
        />
      )}
    </Stack>
  );
}
