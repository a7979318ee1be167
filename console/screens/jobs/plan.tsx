import { Badge, Group, Paper, SimpleGrid, Table, Text } from '@mantine/core';
import { useWords } from '../../i18n/dictionary.ts';
import { useFieldNames } from '../../ui/field-names.ts';
import { numberText } from '../../ui/numbers.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import type { Job } from './job.tsx';
import { words } from './words.ts';

type JobPlan = NonNullable<Job['plan']>;

const ACTS = ['create', 'link', 'update', 'conflict', 'unchanged', 'skip'] as const;
const COLOURS = { create: 'green', link: 'blue', update: 'blue', conflict: 'orange', unchanged: 'gray', skip: 'gray' } as const;

/** What would be done to how many, estimated from records that were read in full; and those records. */
export function Plan({ plan }: { plan: JobPlan }) {
  const { t, code } = useWords(words);
  return (
    <Panel title={t('plan')}>
      <Text mb="xs">
        {t('planOf', { count: plan.subjects, linked: numberText(plan.linked), sampled: numberText(plan.sampled) })}
      </Text>
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="xs" mb="sm">
        {ACTS.map((act) => (
          <Paper key={act} withBorder p="xs">
            <Text size="xs" c="dimmed">
              {code('act', act)}
            </Text>
            <Text fz={20} fw={600} lh={1.25}>
              {numberText(plan.estimate[act] ?? 0)}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
      <Text c="dimmed" mb="xs">
        {t('canaryOf', { count: plan.canary })}
      </Text>
      <Samples plan={plan} />
    </Panel>
  );
}

function Samples({ plan }: { plan: JobPlan }) {
  const { t, code } = useWords(words);
  const { field } = useFieldNames();
  return (
    <Table verticalSpacing={4} aria-label={t('samples')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('claim')}</Table.Th>
          <Table.Th>{t('act')}</Table.Th>
          <Table.Th>{t('about')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {plan.samples.map(({ number, act, about }) => (
          <Table.Tr key={number}>
            <Table.Th scope="row" fw={500}>
              <ScreenLink to={`/deals?called=${encodeURIComponent(number)}`}>{number}</ScreenLink>
            </Table.Th>
            <Table.Td>
              <Badge color={COLOURS[act]}>{code('actOne', act)}</Badge>
            </Table.Td>
            <Table.Td>
              <Group gap={4}>
                <Text lineClamp={2}>
                  {about.map((name) => (code('entity', name) === name ? field(name) : code('entity', name))).join(', ')}
                </Text>
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
