import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { AddField } from './add-field.tsx';
import type { Detail, Draft, useCheck } from './draft.ts';
import { Editor, type EditorHandle } from './editor.tsx';
import { Findings } from './findings.tsx';
import { words } from './words.ts';

/** The text with what the check says about it; a form adds a rule for those who would rather not write it. */
export function TextTab({
  detail,
  draft,
  check,
  may,
}: {
  detail: Detail;
  draft: Draft;
  check: ReturnType<typeof useCheck>;
  may: boolean;
}) {
  const { t } = useWords(words);
  const url = useUrlState();
  const editor = useRef<EditorHandle>(null);
  const source = url.get('add');
  const [adding, setAdding] = useState(source !== undefined);
  const isSpec = detail.kind === 'spec';
  const vocabulary = useApi('/mappings/spec/{name}/vocabulary', { params: { name: detail.name } }, { enabled: isSpec && may });
  const close = () => {
    setAdding(false);
    if (source !== undefined) url.set({ add: undefined }, { replace: true });
  };
  return (
    <Stack gap="xs">
      <Group gap="sm">
        {isSpec && may ? (
          <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setAdding(true)}>
            {t('addField')}
          </Button>
        ) : null}
        <Text size="xs" c="dimmed">
          {may ? t('editorHint') : t('readOnly')}
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 1, lg: may ? 2 : 1 }} spacing="sm" className="uzel-editor-grid">
        <Editor
          label={t('textOf', { name: detail.name })}
          text={draft.text}
          inForce={detail.text}
          onChange={draft.set}
          readOnly={!may}
          findings={check.data?.findings ?? []}
          vocabulary={vocabulary.data}
          handle={editor}
        />
        {may ? (
          <Panel title={t('findings')}>
            <Findings check={check} onGoTo={({ line, column }) => editor.current?.goTo(line, column)} />
          </Panel>
        ) : null}
      </SimpleGrid>
      {adding ? (
        <AddField
          detail={detail}
          draft={draft}
          source={source ?? null}
          onClose={close}
          onAdded={(line) => {
            close();
            // Once the new text is in the editor.
            requestAnimationFrame(() => editor.current?.goTo(line, 1));
          }}
        />
      ) : null}
    </Stack>
  );
}
