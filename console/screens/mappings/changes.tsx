import { Badge, Code, Group, List, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import type { Changes } from './draft.ts';
import { words } from './words.ts';

const COLORS = { added: 'green', removed: 'red', changed: 'yellow' } as const;

/** What differs in meaning, in sentences. */
export function ChangeList({ changes }: { changes: Changes }) {
  const { t, of, code } = useWords(words);
  if (changes.items.length === 0) return <Text c="dimmed">{t('sameMeaning')}</Text>;
  return (
    <List listStyleType="none" spacing={6} size="sm">
      {changes.items.map(({ kind, what, id, field, sentence }) => (
        <List.Item key={`${what} ${id} ${sentence.en}`}>
          <Group gap={6} wrap="nowrap" align="flex-start">
            <Badge color={COLORS[kind]} flex="none">
              {code('change', kind)}
            </Badge>
            <span>
              {of(sentence)} {field === null ? null : <Code>{field}</Code>}
            </span>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}
