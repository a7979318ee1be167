import { Anchor, Badge, Button, Collapse, Group, Paper, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { ItemOf } from '../../api/types.ts';
import { useApi } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { EmptyState, LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { When } from '../../ui/when.tsx';
import { words } from './words.ts';

type Line = ItemOf<'/links/{id}/journal'>;

/** Lines of which people want to take notice. */
const TONES: { [type: string]: string } = {
  record_created: 'green',
  conflict_opened: 'orange',
  choice_outdated: 'orange',
  edit_replaced: 'orange',
  rewind_overtaken: 'orange',
  loop_broken: 'red',
  parked: 'red',
  record_gone: 'red',
  deletion_held: 'orange',
  personal_revealed: 'grape',
};

/** More names than these are told by their number. */
const FEW = 7;

/** What happened to the record and who did it, the newest first. */
export function Timeline({ id }: { id: string }) {
  const { t } = useWords(words);
  const url = useUrlState();
  const cursor = url.get('cursor');
  const query = useApi(
    '/links/{id}/journal',
    { params: { id }, query: { limit: 50, cursor } },
    { live: ['journal'], keep: true },
  );
  if (query.data === undefined) {
    return query.error === null ? <LoadingState /> : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { items, nextCursor } = query.data;
  if (items.length === 0) return <EmptyState icon="clock" title={t('noLines')} />;
  return (
    <Paper withBorder p="sm">
      <Stack gap="sm" component="ol" className="uzel-timeline" aria-label={t('timeline')}>
        {items.map((line) => (
          <li key={line.id}>
            <Entry line={line} />
          </li>
        ))}
      </Stack>
      {cursor !== undefined || nextCursor !== null ? (
        <Group gap="xs" mt="sm">
          {cursor === undefined ? null : (
            <Button variant="default" onClick={() => url.set({})}>
              {t('newest')}
            </Button>
          )}
          {nextCursor === null ? null : (
            <Button variant="default" onClick={() => url.set({ cursor: nextCursor }, { keepPage: true })}>
              {t('older')}
            </Button>
          )}
        </Group>
      ) : null}
    </Paper>
  );
}

function Entry({ line }: { line: Line }) {
  const { t, code } = useWords(words);
  const { field: nameOf } = useFieldNames();
  const [open, setOpen] = useState(false);
  const { data, values } = line;
  const fields = namesIn(data['fields'] ?? data['field']);
  const told = values !== null && typeof values === 'object' ? Object.entries(values as { [field: string]: unknown }) : [];
  const task = data['task'];
  return (
    <>
      <Group gap={6}>
        <Badge color={TONES[line.type] ?? 'gray'}>{code('line', line.type)}</Badge>
        {typeof data['side'] === 'string' ? <Text>{code('toSide', data['side'])}</Text> : null}
        {fields.length === 0 ? null : (
          <Text title={fields.length > FEW ? fields.map((field) => nameOf(field)).join(', ') : ''}>
            {fields.length > FEW ? t('manyFields', { count: fields.length }) : fields.map((field) => nameOf(field)).join(', ')}
          </Text>
        )}
        {typeof data['choice'] === 'string' ? <Text>{code('choice', data['choice'])}</Text> : null}
        {typeof data['code'] === 'string' ? <Text>{data['code']}</Text> : null}
        {typeof task === 'number' ? <ScreenLink to={`/tasks/${task}`}>{t('task', { number: task })}</ScreenLink> : null}
      </Group>
      {typeof data['reason'] === 'string' ? <Text>«{data['reason']}»</Text> : null}
      <Group gap="sm">
        <Text size="xs" c="dimmed">
          <When at={line.at} /> · <Actor of={line.actor} />
        </Text>
        {line.effect === null ? null : (
          <Text size="xs">
            <ScreenLink to={`/effects/${line.effect}`}>{t('effect', { number: line.effect })}</ScreenLink>
          </Text>
        )}
        {told.length === 0 ? null : (
          <Anchor component="button" type="button" fz="xs" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('hideValues') : t('showValues', { count: told.length })}
          </Anchor>
        )}
      </Group>
      {told.length === 0 ? null : (
        <Collapse expanded={open}>
          <dl className="uzel-values">
            {told.map(([field, value]) => (
              <div key={field}>
                <dt>{nameOf(field)}</dt>
                <dd>
                  <FieldValue field={field} value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </Collapse>
      )}
    </>
  );
}

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}
