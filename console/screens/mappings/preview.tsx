import { Alert, Badge, Button, Code, Group, Stack, Switch, Table, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Value } from '../../ui/diff.tsx';
import { useFieldNames } from '../../ui/field-names.ts';
import { FieldValue } from '../../ui/field-value.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { RecordSelect } from '../../ui/record-select.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import type { RecordKind } from './records.ts';
import { words } from './words.ts';

type Shown = AnswerOf<'post', '/mappings/spec/{name}/preview'>;

/** Tries the text on a real record: what each rule gives, and what would be written to both systems now. Nothing is written. */
export function Preview({ name, records, text }: { name: string; records: RecordKind; text: string | undefined }) {
  const { t } = useWords(words);
  const url = useUrlState();
  const link = url.get('record');
  const { mutate, data, error, isPending } = useCommand('post', '/mappings/spec/{name}/preview');
  useEffect(() => {
    if (link !== undefined) mutate({ params: { name }, body: { link, ...(text === undefined ? {} : { text }) } });
  }, [mutate, name, link, text]);
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <RecordSelect
          kind={records}
          label={t('record')}
          placeholder={t('recordHint')}
          value={link}
          onChange={(next) => url.set({ record: next })}
        />
        <Button
          variant="default"
          leftSection={<Icon name="refresh" size={14} />}
          disabled={link === undefined}
          loading={isPending}
          onClick={() => mutate({ params: { name }, body: { link, ...(text === undefined ? {} : { text }) } })}
        >
          {t('again')}
        </Button>
        <Busy active={isPending} />
        <Text size="xs" c="dimmed">
          {text === undefined ? t('previewInForce') : t('previewDraft')}
        </Text>
      </Group>
      <ProblemAlert error={error} />
      {data === undefined || error !== null ? null : <Outcome shown={data} />}
    </Stack>
  );
}

function Outcome({ shown }: { shown: Shown }) {
  const { t } = useWords(words);
  const { field } = useFieldNames();
  const { writes, standing, issues } = shown;
  const changed = Object.entries(writes.right);
  const back = Object.entries(writes.left);
  return (
    <Stack gap="sm">
      <Panel title={t('wouldWrite')}>
        {changed.length === 0 && back.length === 0 ? (
          <Text c="dimmed">{t('wouldWriteNothing')}</Text>
        ) : (
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('field')}</Table.Th>
                <Table.Th>{t('now')}</Table.Th>
                <Table.Th>{t('afterwards')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changed.map(([name, value]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" fw={500}>
                    {field(name)} <Named name={name} shown={field(name)} />
                  </Table.Th>
                  <Table.Td>{standing === null ? '—' : <FieldValue field={name} value={standing[name]} />}</Table.Td>
                  <Table.Td>
                    <FieldValue field={name} value={value} />
                  </Table.Td>
                </Table.Tr>
              ))}
              {back.map(([name, value]) => (
                <Table.Tr key={`left ${name}`}>
                  <Table.Th scope="row" fw={500}>
                    {name} <Badge color="orange">{t('toLeft')}</Badge>
                  </Table.Th>
                  <Table.Td>—</Table.Td>
                  <Table.Td>
                    <Value value={value} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {writes.creates ? <Text mt="xs">{t('wouldCreate')}</Text> : null}
        {writes.conflicts.length === 0 ? null : (
          <Alert color="orange" mt="xs">
            {t('conflicts', { fields: writes.conflicts.map((one) => field(one)).join(', ') })}
          </Alert>
        )}
      </Panel>
      <Rules shown={shown} />
      {issues.length === 0 ? null : <Issues issues={issues} />}
    </Stack>
  );
}

function Named({ name, shown }: { name: string; shown: string }) {
  if (name === shown) return null;
  return (
    <Text span size="xs" c="dimmed">
      {name}
    </Text>
  );
}

function Issues({ issues }: { issues: Shown['issues'] }) {
  const { t, of } = useWords(words);
  return (
    <Panel title={t('issues')}>
      {issues.map(({ rule, field, code, sentence }) => (
        <Text key={`${rule} ${field} ${code}`}>
          <Code>{rule}</Code> {of(sentence)}
        </Text>
      ))}
    </Panel>
  );
}

/** The way of each value: what was read, what the functions made of it, what is given to the field. */
function Rules({ shown }: { shown: Shown }) {
  const { t, of } = useWords(words);
  const { field } = useFieldNames();
  const [writing, setWriting] = useState(false);
  const rows = shown.rules.filter((rule) => !writing || rule.field in shown.writes.right);
  return (
    <Panel title={t('contributions')}>
      <Switch label={t('writingOnly')} checked={writing} onChange={(event) => setWriting(event.currentTarget.checked)} mb="xs" />
      <Table.ScrollContainer
        minWidth={800}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': t('contributions'), role: 'region' } }}
      >
        <Table verticalSpacing={4} className="uzel-rules">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('rule')}</Table.Th>
              <Table.Th>{t('read')}</Table.Th>
              <Table.Th>{t('steps')}</Table.Th>
              <Table.Th>{t('field')}</Table.Th>
              <Table.Th>{t('gives')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((rule) => (
              <Table.Tr
                key={`${rule.rule} ${rule.field}`}
                {...(rule.field in shown.writes.right && rule.says ? { bg: 'var(--mantine-color-green-light)' } : {})}
              >
                <Table.Th scope="row" fw={500}>
                  {rule.rule}
                </Table.Th>
                <Table.Td>
                  {Object.entries(rule.read).map(([path, value]) => (
                    <div key={path}>
                      <Text span size="xs" c="dimmed">
                        {path}{' '}
                      </Text>
                      <FieldValue field="" value={short(value)} />
                    </div>
                  ))}
                </Table.Td>
                <Table.Td>
                  {rule.steps.map((step) => (
                    <div key={step.name}>
                      <Code>{step.name}</Code> {step.lossy ? <Badge color="yellow">{t('lossy')}</Badge> : null}
                    </div>
                  ))}
                  {rule.lookup === null ? null : (
                    <div>
                      {rule.lookup.dictionary}: {rule.lookup.key}{' '}
                      {rule.lookup.known ? null : <Badge color="orange">{t('unknownKey')}</Badge>}
                    </div>
                  )}
                </Table.Td>
                <Table.Td>
                  {field(rule.field)}{' '}
                  <div>
                    <Named name={rule.field} shown={field(rule.field)} />
                  </div>
                </Table.Td>
                <Table.Td>
                  {rule.says ? (
                    <FieldValue field={rule.field} value={rule.value} />
                  ) : (
                    <Text span c="dimmed">
                      {rule.applies ? t('saysNothing') : t('notNow')}
                    </Text>
                  )}
                  {rule.issues.map((issue) => (
                    <Text key={issue.code} size="xs" c="var(--mantine-color-orange-light-color)">
                      {of(issue.sentence)}
                    </Text>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

/** Rows of a record are counted, not told: the field they give shows them. */
function short(value: unknown): unknown {
  return Array.isArray(value) && typeof value[0] === 'object' ? `[${value.length}]` : value;
}
