import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import type { Finding, useCheck } from './draft.ts';
import { words } from './words.ts';

const COLORS = { error: 'red', warning: 'yellow', note: 'gray' } as const;
const ORDER = ['error', 'warning', 'note'] as const;

/** What the check says about the text; a click leads to the place. Notes are many and stay folded. */
export function Findings({ check, onGoTo }: { check: ReturnType<typeof useCheck>; onGoTo: (at: Finding) => void }) {
  const { t } = useWords(words);
  if (check.error !== null) return <ProblemAlert error={check.error} onRetry={() => void check.refetch()} />;
  if (check.data === undefined) return <LoadingState />;
  const sorted = ORDER.map((severity) => check.data.findings.filter((one) => one.severity === severity));
  const [errors = [], warnings = [], notes = []] = sorted;
  return (
    <Stack gap="xs" aria-live="polite" role="status">
      <Group gap={6}>
        {errors.length === 0 ? (
          <Badge color="green">{t('publishable')}</Badge>
        ) : (
          <Badge color="red">{t('errors', { count: errors.length })}</Badge>
        )}
        {warnings.length === 0 ? null : <Badge color="yellow">{t('warnings', { count: warnings.length })}</Badge>}
        {check.behind ? (
          <Text size="xs" c="dimmed">
            {t('checking')}
          </Text>
        ) : null}
      </Group>
      {[...errors, ...warnings].map((one) => (
        <Line key={keyOf(one)} finding={one} onGoTo={onGoTo} />
      ))}
      {notes.length === 0 ? null : (
        <details>
          <Text component="summary" size="xs" c="dimmed">
            {t('notes', { count: notes.length })}
          </Text>
          <Stack gap="xs" mt="xs">
            {notes.map((one) => (
              <Line key={keyOf(one)} finding={one} onGoTo={onGoTo} />
            ))}
          </Stack>
        </details>
      )}
    </Stack>
  );
}

const keyOf = ({ file, line, column, rule, message }: Finding) => `${file}:${line}:${column} ${rule} ${message.en}`;

function Line({ finding, onGoTo }: { finding: Finding; onGoTo: (at: Finding) => void }) {
  const { t, of } = useWords(words);
  const { line, column, rule, severity, message, hint } = finding;
  return (
    <div>
      <Group gap={6}>
        <Button variant="light" size="compact-xs" color={COLORS[severity]} onClick={() => onGoTo(finding)}>
          {t('place', { line, column })}
        </Button>
        <Text size="xs" c="dimmed">
          {rule}
        </Text>
      </Group>
      <Text size="sm">{of(message)}</Text>
      <Text size="xs" c="dimmed">
        {of(hint)}
      </Text>
    </div>
  );
}
