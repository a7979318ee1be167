import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon } from './icon.tsx';

/** An id that can be taken along; long ones are shown by their ends. */
export function CopyId({ id, full = false }: { id: string; full?: boolean }) {
  const { t } = useWords(common);
  const shown = full || id.length <= 18 ? id : `${id.slice(0, 9)}…${id.slice(-5)}`;
  return (
    <Group gap={2} wrap="nowrap" component="span" display="inline-flex">
      <Code title={id}>{shown}</Code>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t('copied') : t('copy')}>
            <ActionIcon
              size="xs"
              aria-label={`${copied ? t('copied') : t('copy')}: ${id}`}
              onClick={(event) => {
                event.stopPropagation();
                copy();
              }}
            >
              <Icon name={copied ? 'check' : 'copy'} size={12} />
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
