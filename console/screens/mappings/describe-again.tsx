import { Button, Stack } from '@mantine/core';
import { useApi, useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { words } from './words.ts';

/** Asks the installations of a system for their fields now: a field that was made a minute ago is then there. */
export function DescribeAgain({ system, onDone }: { system: string; onDone: () => void }) {
  const { t } = useWords(words);
  const connections = useApi('/connections', {});
  const describe = useCommand('post', '/connections/{id}/describe', ['mappings']);
  const ids = (connections.data?.items ?? []).filter((one) => one.system === system).map(({ id }) => id);
  const ask = async () => {
    for (const id of ids) await describe.mutateAsync({ params: { id } });
    onDone();
  };
  return (
    <Stack gap={4}>
      <ProblemAlert error={describe.error} />
      <Button
        variant="default"
        leftSection={<Icon name="refresh" size={14} />}
        loading={describe.isPending}
        disabled={ids.length === 0}
        // A refusal is shown by the command's own state.
        onClick={() => void ask().catch(() => undefined)}
      >
        {t('describeAgain')}
      </Button>
    </Stack>
  );
}
