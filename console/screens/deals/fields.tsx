import { ActionIcon, Badge, Button, Group, Menu, Paper, Stack, Switch, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Actor } from '../../ui/actor.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import type { Link, Pauses } from './deal.tsx';
import { FieldHistory } from './field-history.tsx';
import type { Pausing } from './pause-dialog.tsx';
import { RevealDialog, type Revealed } from './reveal-dialog.tsx';
import { words } from './words.ts';

export type Field = Link['fields'][number];

const same = (one: unknown, other: unknown) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Every field: what both sides held when they last met, who decides it, what it is made of, who wrote it and when. */
export function Fields({ link, pauses, onPause }: { link: Link; pauses: Pauses; onPause: (pausing: Pausing) => void }) {
  const { t } = useWords(words);
  const { field: nameOf } = useFieldNames();
  const [text, setText] = useState('');
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  const [asking, setAsking] = useState<readonly string[] | null>(null);
  const [revealed, setRevealed] = useState<Revealed>({});
  const [past, setPast] = useState<Field | null>(null);
  const mayReveal = useMay('personal.reveal');
  const mayOperate = useMay('links.operate');
  if (link.fields.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState title={t('noFields')} text={t('noFieldsHow')} />
      </Paper>
    );
  }
  const wanted = text.trim().toLowerCase();
  const shown = link.fields.filter(
    (field) =>
      (!onlyDiffering || field.differs) &&
      (wanted === '' || `${field.field} ${nameOf(field.field, field.title)}`.toLowerCase().includes(wanted)),
  );
  const hidden = link.fields.filter(({ field, masked }) => masked && revealed[field] === undefined).map(({ field }) => field);
  const resting = new Map(pauses.flatMap((pause) => (pause.field === null ? [] : [[pause.field, pause]])));
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label={t('findField')}
          placeholder={t('findField')}
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          w={220}
        />
        <Switch
          label={t('onlyDiffering', { count: link.fields.filter(({ differs }) => differs).length })}
          checked={onlyDiffering}
          onChange={(event) => setOnlyDiffering(event.currentTarget.checked)}
        />
        {mayReveal && hidden.length > 0 ? (
          <Button variant="default" leftSection={<Icon name="eye" size={14} />} onClick={() => setAsking(hidden)}>
            {t('revealFields', { count: hidden.length })}
          </Button>
        ) : null}
        {Object.keys(revealed).length > 0 ? (
          <Button variant="default" leftSection={<Icon name="lock" size={14} />} onClick={() => setRevealed({})}>
            {t('hide')}
          </Button>
        ) : null}
      </Group>
      <Paper withBorder>
        <Table.ScrollContainer minWidth={860} type="native" scrollAreaProps={{ tabIndex: 0 }}>
          <Table verticalSpacing={5} highlightOnHover aria-label={t('fields')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('field')}</Table.Th>
                <Table.Th>{link.sides?.left.title ?? t('left')}</Table.Th>
                <Table.Th>{link.sides?.right.title ?? t('right')}</Table.Th>
                <Table.Th>{t('owner')}</Table.Th>
                <Table.Th>{t('written')}</Table.Th>
                <Table.Th>
                  <Text span className="uzel-unseen">
                    {t('acts')}
                  </Text>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((field) => (
                <Row
                  key={field.field}
                  field={field}
                  revealed={revealed[field.field]}
                  pause={resting.get(field.field)}
                  acts={{
                    history: () => setPast(field),
                    reveal:
                      mayReveal && field.masked && revealed[field.field] === undefined ? () => setAsking([field.field]) : null,
                    pause: mayOperate
                      ? () => onPause({ act: resting.has(field.field) ? 'resume' : 'pause', field: field.field })
                      : null,
                  }}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {shown.length === 0 ? (
          <Text c="dimmed" p="sm">
            {t('noSuchField')}
          </Text>
        ) : null}
      </Paper>
      <Text size="xs" c="dimmed">
        {t('asLastMet')}
      </Text>
      <RevealDialog
        id={link.id}
        fields={asking}
        names={(asking ?? []).map((name) => nameOf(name))}
        onClose={() => setAsking(null)}
        onRevealed={(values) => setRevealed((before) => ({ ...before, ...values }))}
      />
      <FieldHistory link={link} field={past} mayOperate={mayOperate} onClose={() => setPast(null)} />
    </Stack>
  );
}

interface Acts {
  history: () => void;
  reveal: (() => void) | null;
  pause: (() => void) | null;
}

function Row({
  field,
  revealed,
  pause,
  acts,
}: {
  field: Field;
  revealed: Revealed[string] | undefined;
  pause: Pauses[number] | undefined;
  acts: Acts;
}) {
  const { t, code } = useWords(words);
  const { field: nameOf } = useFieldNames();
  const { left, right } = revealed ?? field;
  const name = nameOf(field.field, field.title);
  // One value over both columns where both sides mean the same.
  const agreed = same(left, right) || (!field.differs && left !== null && right !== null && field.owner !== 'create_only');
  return (
    <Table.Tr {...(field.differs ? { bg: 'var(--mantine-color-yellow-light)' } : {})}>
      <Table.Th scope="row" fw={500}>
        {name}
        {name === field.field ? null : (
          <Text size="xs" c="dimmed">
            {field.field}
          </Text>
        )}
        {pause === undefined ? null : <Badge color="orange">{t('rests')}</Badge>}
      </Table.Th>
      {agreed ? (
        <Table.Td colSpan={2} className="uzel-value">
          <FieldValue field={field.field} value={right} />
        </Table.Td>
      ) : (
        <>
          <Table.Td className="uzel-value">
            <FieldValue field={field.field} value={left} />
          </Table.Td>
          <Table.Td className="uzel-value">
            <FieldValue field={field.field} value={right} />
          </Table.Td>
        </>
      )}
      <Table.Td maw={320}>
        {field.owner === null ? (
          '—'
        ) : (
          <Tooltip label={code('ownerHow', field.owner)} multiline maw={280}>
            <Text span>{code('owner', field.owner)}</Text>
          </Tooltip>
        )}
        <Text size="xs" c="dimmed" className="uzel-value">
          {[
            field.from.length === 0 ? t('constant') : field.from.join(', '),
            field.rules.length === 0 ? null : t('rule', { rules: field.rules.join(', ') }),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td>
        {field.lastWrite === null ? (
          <Text c="dimmed">{t('notWritten')}</Text>
        ) : (
          <>
            <When at={field.lastWrite.at} relative />
            <Text size="xs" c="dimmed" className="uzel-line">
              <Actor of={field.lastWrite.actor} />
              {field.lastWrite.mappingVersion === null ? '' : ` · ${t('version', { version: field.lastWrite.mappingVersion })}`}
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={`${t('acts')}: ${name}`}>
              <Icon name="more" />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Icon name="clock" size={14} />} onClick={acts.history}>
              {t('history')}
            </Menu.Item>
            {acts.reveal === null ? null : (
              <Menu.Item leftSection={<Icon name="eye" size={14} />} onClick={acts.reveal}>
                {t('reveal')}
              </Menu.Item>
            )}
            {acts.pause === null ? null : (
              <Menu.Item leftSection={<Icon name={pause === undefined ? 'pause' : 'play'} size={14} />} onClick={acts.pause}>
                {pause === undefined ? t('pauseField') : t('resumeField')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  );
}
