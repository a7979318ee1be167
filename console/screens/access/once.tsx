import { Button, Code, CopyButton, Stack } from '@mantine/core';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';

/** What is shown this once: whole, and easy to take along. */
export function Once({ value }: { value: string }) {
  const { t } = useWords(common);
  return (
    <Stack gap="xs" align="flex-start">
      <Code block className="uzel-wrap" w="100%">
        {value}
      </Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button variant="default" leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />} onClick={copy}>
            {copied ? t('copied') : t('copy')}
          </Button>
        )}
      </CopyButton>
    </Stack>
  );
}
