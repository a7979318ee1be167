import { Anchor, Badge, Text } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { numberText } from '../../ui/numbers.tsx';
import { ServerTable } from '../../ui/server-table.tsx';
import { When } from '../../ui/when.tsx';
import type { PackDetail } from './part-state.tsx';
import { words } from './words.ts';

type File = PackDetail['documents'][number];

const COLORS: { [state in File['state']]: string } = { listed: 'gray', fetched: 'green', lost: 'red', refused: 'red' };

/** Every version of every document that the booking system has shown, the present ones first. */
export function Files({ pack }: { pack: PackDetail }) {
  const { t, of, code } = useWords(words);
  const may = useMay('documents.download');
  const query = useApi('/documents/{id}', { params: { id: pack.link } }, { live: ['documents', 'tasks', 'journal'] });
  const items = pack.documents.toSorted((a, b) => Number(b.listed) - Number(a.listed) || b.no - a.no);
  return (
    <ServerTable<File>
      query={{ ...query, data: { items } }}
      rowId={({ id }) => id}
      label={t('files')}
      empty={{ title: t('noFiles') }}
      columns={[
        {
          accessor: 'title',
          title: t('document'),
          render: ({ title, no, listed, holder }) => (
            <>
              <Text fw={500}>
                {of(title)} {listed ? null : <Badge color="gray">{t('former')}</Badge>}
              </Text>
              <Text size="xs" c="dimmed">
                {t('versionNo', { no })} · {code('holder', holder)}
              </Text>
            </>
          ),
        },
        {
          accessor: 'availability',
          title: t('availability'),
          render: ({ availability, reason, reasonCode, issued }) => (
            <>
              {code('availability', availability)}
              {issued ? (
                <>
                  {' '}
                  <Badge color="gray">{t('issued')}</Badge>
                </>
              ) : null}
              {reason === null ? null : (
                <Text size="xs">
                  {of(reason)} {reasonCode === null ? '' : t('bookingCode', { code: reasonCode })}
                </Text>
              )}
            </>
          ),
        },
        {
          accessor: 'state',
          title: t('state'),
          render: ({ state, error, fetchedAt }) => (
            <>
              <Badge color={COLORS[state]}>{code('file', state)}</Badge>
              <Text size="xs" c="dimmed">
                {error === null ? <When at={fetchedAt} /> : of(error.sentence)}
              </Text>
            </>
          ),
        },
        {
          accessor: 'sizeBytes',
          title: t('size'),
          textAlign: 'right',
          render: ({ sizeBytes }) =>
            sizeBytes === null ? '—' : t('kilobytes', { size: numberText(Math.max(1, Math.round(sizeBytes / 1024))) }),
        },
        ...(may
          ? [
              {
                accessor: 'download',
                title: t('acts'),
                textAlign: 'right' as const,
                render: ({ id, title, no, downloadable }: File) =>
                  downloadable ? (
                    <Anchor
                      href={`/api/documents/${pack.link}/files/${id}`}
                      download
                      aria-label={`${t('download')}: ${of(title)}, ${t('versionNo', { no })}`}
                    >
                      {t('download')}
                    </Anchor>
                  ) : (
                    '—'
                  ),
              },
            ]
          : []),
      ]}
    />
  );
}
