import { Alert, Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { numberText } from '../../ui/numbers.tsx';
import { download, inBase64, TYPES } from './file.ts';
import { useReadOnly } from './insertion.ts';
import { words } from './words.ts';

/** What the hub takes at most. */
const MOST_BYTES = 700_000;

/** The Word file of a template: brought to be kept as the next version, or taken away to be worked on. */
export function DocxFile({ name, file, onChange }: { name: string; file: string; onChange: (file: string) => void }) {
  const { t } = useWords(words);
  const readOnly = useReadOnly();
  const [chosen, setChosen] = useState<string | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const choose = async (given: File | null) => {
    if (given === null) return;
    setTooLarge(given.size > MOST_BYTES);
    if (given.size > MOST_BYTES) return;
    setChosen(given.name);
    onChange(await inBase64(given));
  };
  return (
    <Stack gap="xs">
      <Text>
        {file === ''
          ? t('docxNone')
          : t('docxSize', { name: chosen ?? `${name}.docx`, size: numberText(Math.ceil((file.length * 3) / 4 / 1024)) })}
      </Text>
      <Group gap="xs">
        {readOnly ? null : (
          <FileButton accept={`.docx,${TYPES.docx}`} onChange={(given) => void choose(given)}>
            {(props) => (
              <Button {...props} leftSection={<Icon name="plus" size={14} />}>
                {t('docxChoose')}
              </Button>
            )}
          </FileButton>
        )}
        {file === '' ? null : (
          <Button variant="default" onClick={() => download(`${name}.docx`, TYPES.docx, file)}>
            {t('docxDownload')}
          </Button>
        )}
      </Group>
      {tooLarge ? (
        <Alert color="red" role="alert">
          {t('docxTooLarge')}
        </Alert>
      ) : null}
      <Text size="xs" c="dimmed">
        {t('docxHow')}
      </Text>
    </Stack>
  );
}
