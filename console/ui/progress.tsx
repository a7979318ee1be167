import { Progress as Bar, Group, Loader, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { numberText } from './numbers.tsx';

/** Whole seconds since `active` became true; 0 while it is not. */
export function useElapsed(active: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!active) return;
    const started = Date.now();
    const timer = setInterval(() => setSeconds(Math.floor((Date.now() - started) / 1000)), 500);
    return () => clearInterval(timer);
  }, [active]);
  return seconds;
}

/** Stands beside what takes its time: nothing within the first second, then how long it has been. */
export function Busy({ active, label }: { active: boolean; label?: string }) {
  const { t } = useWords(common);
  const seconds = useElapsed(active);
  if (!active || seconds < 1) return null;
  return (
    <Group gap="xs" role="status" aria-live="polite">
      <Loader size="xs" />
      <Text c="dimmed">{label ?? t('workingFor', { count: seconds })}</Text>
    </Group>
  );
}

/** Work that can be counted: how much is done of how much, and how much went wrong. */
export function Progress({ done, failed = 0, total, label }: { done: number; failed?: number; total: number; label: string }) {
  const share = (count: number) => (total === 0 ? 0 : Math.min(100, (count / total) * 100));
  return (
    <div>
      <Bar.Root size="md" aria-label={label}>
        <Bar.Section value={share(done)} aria-label={label} />
        {failed > 0 ? <Bar.Section value={share(failed)} color="red" aria-label={label} /> : null}
      </Bar.Root>
      <Text size="xs" c="dimmed">
        {numberText(done + failed)} / {numberText(total)} · {Math.floor(share(done + failed))} %
      </Text>
    </div>
  );
}
