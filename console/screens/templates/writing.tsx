import { Stack, Textarea, TextInput } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { Panel } from '../../ui/panel.tsx';
import { BlockList } from './blocks.tsx';
import type { Body, Detail, LetterLanguage } from './body.ts';
import { DocxFile } from './docx-file.tsx';
import type { Draft, useCheck } from './draft.ts';
import { Fields } from './fields.tsx';
import { ReadOnly, takesFields, useInsertion, useReadOnly } from './insertion.ts';
import { Preview } from './preview.tsx';
import { Problems } from './problems.tsx';
import './templates.css';
import { words } from './words.ts';

/** The text on the left, what comes of it on the right; fields go where the caret was. */
export function Writing({
  detail,
  language,
  draft,
  check,
  readOnly,
}: {
  detail: Detail;
  language: LetterLanguage;
  draft: Draft;
  check: ReturnType<typeof useCheck>;
  readOnly: boolean;
}) {
  const { t } = useWords(words);
  const insertion = useInsertion();
  const { body } = draft;
  return (
    <div className="uzel-writing">
      <Stack gap="sm" onFocusCapture={insertion.onFocus}>
        {readOnly ? null : <Problems check={check} />}
        <ReadOnly value={readOnly}>
          <Panel title={t('tabText')}>
            <BodyFields name={detail.name} body={body} onChange={draft.set} problems={check.problems} />
          </Panel>
        </ReadOnly>
      </Stack>
      <Stack gap="sm" className="uzel-beside">
        {readOnly ? null : <Fields topic={detail.topic} language={language} kind={detail.kind} insertion={insertion} />}
        <Preview name={detail.name} language={language} body={body} sound={!check.behind && check.problems.length === 0} />
      </Stack>
    </div>
  );
}

function BodyFields({
  name,
  body,
  onChange,
  problems,
}: {
  name: string;
  body: Body;
  onChange: (body: Body) => void;
  problems: Parameters<typeof BlockList>[0]['problems'];
}) {
  const { t } = useWords(words);
  const readOnly = useReadOnly();
  switch (body.kind) {
    case 'docx':
      return <DocxFile name={name} file={body.file} onChange={(file) => onChange({ ...body, file })} />;
    case 'canned':
      return (
        <Textarea
          label={t('text')}
          value={body.text}
          onChange={(event) => onChange({ ...body, text: event.currentTarget.value })}
          error={problems[0] === undefined ? undefined : true}
          autosize
          minRows={8}
          maxLength={4000}
          readOnly={readOnly}
          {...takesFields}
        />
      );
    case 'pdf':
      return (
        <Stack gap="xs">
          <TextInput
            label={t('pageTitle')}
            value={body.title}
            onChange={(event) => onChange({ ...body, title: event.currentTarget.value })}
            required
            readOnly={readOnly}
            {...takesFields}
          />
          <BlockList blocks={body.blocks} onChange={(blocks) => onChange({ ...body, blocks })} problems={problems} />
        </Stack>
      );
    case 'email':
      return (
        <Stack gap="xs">
          <TextInput
            label={t('subject')}
            value={body.subject}
            onChange={(event) => onChange({ ...body, subject: event.currentTarget.value })}
            maxLength={300}
            required
            readOnly={readOnly}
            {...takesFields}
          />
          <TextInput
            label={t('preheader')}
            description={t('preheaderHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={body.preheader}
            onChange={(event) => onChange({ ...body, preheader: event.currentTarget.value })}
            maxLength={300}
            readOnly={readOnly}
            {...takesFields}
          />
          <BlockList blocks={body.blocks} onChange={(blocks) => onChange({ ...body, blocks })} problems={problems} />
        </Stack>
      );
  }
}
