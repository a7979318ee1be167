import { Autocomplete, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ProblemAlert } from '../../ui/states.tsx';
import type { Detail } from './body.ts';
import { words } from './words.ts';

const KINDS = ['email', 'pdf', 'docx', 'canned'] as const;
const TOPICS = ['claim', 'payment', 'conversation', 'account', 'alert'] as const;
type Card = Pick<Detail, 'name' | 'kind' | 'folder' | 'topic' | 'title'>;

const BLANK: Card = { name: '', kind: 'email', folder: '', topic: 'claim', title: { ru: '', en: '' } };

/** Makes a template, or names and files a known one anew: its kind and topic stay. */
export function CardDialog({
  card,
  folders,
  onClose,
  onDone,
}: {
  card: Card | null;
  folders: readonly string[];
  onClose: () => void;
  onDone: (made: AnswerOf<'put', '/templates/{name}'>) => void;
}) {
  const { t, code } = useWords(words);
  const { t: say } = useWords(common);
  const [given, setGiven] = useState<Card>(card ?? BLANK);
  const save = useCommand('put', '/templates/{name}', ['templates']);
  const fixed = card !== null;
  const set = (change: Partial<Card>) => setGiven((before) => ({ ...before, ...change }));
  const at = (path: string) => save.error?.errors.find((one) => one.path === path)?.message;
  return (
    <Modal
      opened
      onClose={onClose}
      title={fixed ? t('editCard') : t('newTemplate')}
      closeButtonProps={{ 'aria-label': say('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const { name, kind, folder, topic, title } = given;
          save.mutate({ params: { name }, body: { kind, folder, topic, title } }, { onSuccess: onDone });
        }}
      >
        <Stack gap="sm">
          {(['ru', 'en'] as const).map((language) => (
            <TextInput
              key={language}
              label={t(language === 'ru' ? 'titleRu' : 'titleEn')}
              value={given.title[language]}
              onChange={(event) => set({ title: { ...given.title, [language]: event.currentTarget.value } })}
              error={at(`title.${language}`)}
              maxLength={120}
              required
            />
          ))}
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            value={given.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            pattern="[a-z0-9]([a-z0-9\-]{0,58}[a-z0-9])?"
            error={at('name')}
            disabled={fixed}
            required
          />
          <Group grow align="flex-start">
            <Select
              label={t('kind')}
              data={KINDS.map((kind) => ({ value: kind, label: code('kind', kind) }))}
              value={given.kind}
              onChange={(kind) => set({ kind: (kind ?? 'email') as Card['kind'] })}
              disabled={fixed}
            />
            <Select
              label={t('topic')}
              description={t('topicHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              data={TOPICS.map((topic) => ({ value: topic, label: code('topic', topic) }))}
              value={given.topic}
              onChange={(topic) => set({ topic: (topic ?? 'claim') as Card['topic'] })}
              disabled={fixed}
            />
          </Group>
          <Autocomplete
            label={t('folder')}
            size="xs"
            data={[...folders]}
            value={given.folder}
            onChange={(folder) => set({ folder })}
            error={at('folder')}
            maxLength={60}
            required
          />
          <ProblemAlert error={save.error} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {fixed ? say('save') : t('make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
