import { Stack, Text } from '@mantine/core';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { ReasonDialog } from '../../ui/reason-dialog.tsx';
import type { Detail, LetterLanguage } from './body.ts';
import { Difference } from './difference.tsx';
import { words } from './words.ts';

/** Shows how a version differs from what is in force, asks why, and puts it in force; an older one rolls back. */
export function PublishDialog({
  detail: { name, inForce },
  language,
  version,
  onClose,
  onDone,
}: {
  detail: Detail;
  language: LetterLanguage;
  version: number;
  onClose: () => void;
  onDone: (said: string) => void;
}) {
  const { t, code } = useWords(words);
  const publish = useCommand('post', '/templates/{name}/{language}/publish', ['templates']);
  const standing = inForce[language]?.version;
  const back = standing !== undefined && version < standing;
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={back ? t('rollBackTo', { version }) : t('publishVersion', { version })}
      plan={
        <Stack gap="xs">
          <Text>
            {t(standing === undefined ? 'publishFirst' : 'publishPlan', {
              version,
              standing: standing ?? 0,
              language: code('language', language),
            })}
          </Text>
          {standing === undefined ? null : <Difference name={name} language={language} from={standing} to={version} />}
        </Stack>
      }
      confirm={back ? t('rollBack') : t('publish')}
      pending={publish.isPending}
      error={publish.error}
      onConfirm={({ reason }) =>
        publish.mutate(
          { params: { name, language }, body: { version, reason } },
          { onSuccess: () => onDone(t('publishedNow', { version })) },
        )
      }
    />
  );
}
