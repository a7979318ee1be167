import { Badge, Code, ScrollArea, Text, TextInput, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import type { Detail, Kind, LetterLanguage } from './body.ts';
import type { Insertion } from './insertion.ts';
import { words } from './words.ts';

type Field = AnswerOf<'get', '/template-fields/{topic}'>['items'][number];
type Inner = Field['items'][number];

/** What a template about something may name: a click puts a field where the caret was. For Word files the tags are copied instead. */
export function Fields({
  topic,
  language,
  kind,
  insertion,
}: {
  topic: Detail['topic'];
  language: LetterLanguage;
  kind: Kind;
  insertion: Insertion;
}) {
  const { t, of } = useWords(words);
  const query = useApi('/template-fields/{topic}', { params: { topic }, query: { language } });
  const [search, setSearch] = useState('');
  const sought = search.trim().toLowerCase();
  const fits = ({ path, title }: Pick<Field, 'path' | 'title'>) => `${path} ${of(title)}`.toLowerCase().includes(sought);
  const shown = (query.data?.items ?? []).filter((field) => fits(field) || field.items.some(fits));
  const docx = kind === 'docx';
  return (
    <Panel title={t('fields')}>
      <Text size="xs" c="dimmed" mb={6}>
        {docx ? t('fieldsDocx') : insertion.at === null ? t('fieldsNowhere') : t('fieldsHow')}
      </Text>
      <TextInput
        type="search"
        aria-label={t('fieldsSearch')}
        placeholder={t('fieldsSearch')}
        leftSection={<Icon name="search" size={14} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        mb={6}
      />
      {query.data === undefined ? (
        query.error === null ? (
          <LoadingState />
        ) : (
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : (
        <ScrollArea.Autosize mah={176} type="auto" viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': t('fields') }}>
          <ul className="uzel-list">
            {shown.map((field) => (
              <li key={field.path}>
                <Insert field={field} docx={docx} insertion={insertion} text={loopOf(field)} />
                {field.items.map((item) => (
                  <Insert
                    key={item.path}
                    field={item}
                    of={field}
                    docx={docx}
                    insertion={insertion}
                    text={insertion.at?.each === field.path ? `{{ item.${item.path} }}` : loopOf(field, item)}
                  />
                ))}
              </li>
            ))}
          </ul>
        </ScrollArea.Autosize>
      )}
    </Panel>
  );
}

/** A field as a text names it; the elements of a list are gone through. */
function loopOf({ path, type, items }: Field, inner: Inner | undefined = items[0]): string {
  if (type !== 'list') return `{{ ${path} }}`;
  return `{% for one in ${path} %}{{ one.${inner?.path ?? ''} }}; {% endfor %}`;
}

function Insert({
  field,
  of: list,
  docx,
  insertion,
  text,
}: {
  field: Field | Inner;
  of?: Field;
  docx: boolean;
  insertion: Insertion;
  text: string;
}) {
  const { t, of } = useWords(words);
  const sample = 'sample' in field ? field.sample : null;
  const told = (
    <>
      <span className="uzel-field-title">
        {docx ? null : <VisuallyHidden>{`${t('insert')}: ${list === undefined ? '' : `${of(list.title)}, `}`}</VisuallyHidden>}
        {of(field.title)} {field.personal ? <Badge color="gray">{t('personal')}</Badge> : null}
      </span>
      <Text span size="xs" c="dimmed">
        {docx ? null : <Code>{field.path}</Code>} {sample}
      </Text>
    </>
  );
  if (docx) {
    const isList = 'items' in field && field.type === 'list';
    return (
      <div className="uzel-field" data-inner={list !== undefined}>
        {told}
        <CopyId id={isList ? `{#${field.path}}{/${field.path}}` : `{${field.path}}`} full />
      </div>
    );
  }
  return (
    <UnstyledButton
      className="uzel-field"
      data-inner={list !== undefined}
      disabled={insertion.at === null}
      // The focus stays where the field goes.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => insertion.insert(text)}
    >
      {told}
    </UnstyledButton>
  );
}
