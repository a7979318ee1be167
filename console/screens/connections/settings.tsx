import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Table, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import type { AnswerOf, ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { fieldErrorsOf } from './entered.ts';
import { OptionFields, type Values } from './option-fields.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { words } from './words.ts';

type Connection = AnswerOf<'get', '/connections/{id}'>;
type System = ItemOf<'/systems'>;

/** How a connection is set up: its options, where its events come in, and the secrets that prove their sender. */
export function Settings({ connection, system }: { connection: Connection; system: System }) {
  return (
    <Stack gap="sm">
      {connection.hookUrl === null ? null : <Hook connection={connection} system={system} hookUrl={connection.hookUrl} />}
      {system.install && connection.options['auth'] === 'oauth' ? <Authorisation id={connection.id} /> : null}
      <Options connection={connection} system={system} />
    </Stack>
  );
}

function Hook({ connection, system, hookUrl }: { connection: Connection; system: System; hookUrl: string }) {
  const { t, of } = useWords(words);
  const may = useMay('connections.manage');
  const [replacing, setReplacing] = useState<{ name: string; label: string } | null>(null);
  const labelOf = (name: string) => {
    const label = system.options.fields.find((field) => field.name === name)?.schema['label'];
    return label === undefined ? name : of(label as { ru: string; en: string });
  };
  return (
    <Panel title={t('hookAddress')}>
      <Stack gap="xs">
        <div>
          <CopyId id={hookUrl} full />
          <Text size="xs" c="dimmed">
            {t('hookAddressHint')}
          </Text>
        </div>
        {system.hookSecrets.length === 0 ? null : (
          <Table verticalSpacing={4} aria-label={t('hookSecrets')}>
            <Table.Tbody>
              {system.hookSecrets.map((name) => {
                const until = connection.secretsReplaced.find((one) => one.name === name)?.until;
                return (
                  <Table.Tr key={name}>
                    <Table.Th scope="row" fw={500}>
                      {labelOf(name)}
                    </Table.Th>
                    <Table.Td>
                      {connection.secretsSet.includes(name) ? t('secretSet') : t('secretUnset')}
                      {until === undefined ? null : (
                        <Text size="xs" c="dimmed">
                          {t('secretOverlap')} <When at={until} />
                        </Text>
                      )}
                    </Table.Td>
                    <Table.Td ta="right">
                      {may ? (
                        <Button
                          variant="default"
                          aria-label={`${t('replace')}: ${labelOf(name)}`}
                          onClick={() => setReplacing({ name, label: labelOf(name) })}
                        >
                          {t('replace')}
                        </Button>
                      ) : null}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
      {replacing === null ? null : <SecretDialog id={connection.id} {...replacing} onClose={() => setReplacing(null)} />}
    </Panel>
  );
}

/** Sends an administrator of the system to its page of consent, and back. */
function Authorisation({ id }: { id: string }) {
  const { t } = useWords(words);
  const may = useMay('connections.manage');
  const begin = useCommand('post', '/connections/{id}/install', ['connections']);
  if (!may) return null;
  return (
    <Panel title={t('authorisation')}>
      <Stack gap="xs" align="flex-start">
        <Text c="dimmed">{t('authoriseHint')}</Text>
        <ProblemAlert error={begin.error} />
        <Button
          loading={begin.isPending}
          onClick={() => begin.mutate({ params: { id } }, { onSuccess: ({ url }) => window.location.assign(url) })}
        >
          {t('authorise')}
        </Button>
      </Stack>
    </Panel>
  );
}

function Options({ connection, system }: { connection: Connection; system: System }) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const may = useMay('connections.manage');
  const units = useApi('/units', {});
  const [title, setTitle] = useState(connection.title);
  const [pullSeconds, setPullSeconds] = useState(connection.pullSeconds);
  const [unit, setUnit] = useState(connection.unit ?? '');
  const [values, setValues] = useState<Values>(connection.options);
  const save = useCommand('patch', '/connections/{id}', ['connections', 'journal']);
  const errors = fieldErrorsOf(save.error);
  const named = isProblem(save.error) && save.error.errors.length > 0;
  return (
    <Panel title={t('tabSettings')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const options = changed(connection.options, values);
          save.mutate(
            {
              params: { id: connection.id },
              body: {
                ...(title === connection.title ? {} : { title }),
                ...(pullSeconds === connection.pullSeconds ? {} : { pullSeconds }),
                ...(unit === (connection.unit ?? '') ? {} : { unit: unit === '' ? null : unit }),
                ...(Object.keys(options).length === 0 ? {} : { options }),
              },
            },
            // Secrets that were typed are stored now, and forgotten here.
            { onSuccess: ({ options: kept }) => setValues(kept) },
          );
        }}
      >
        <fieldset disabled={!may} className="uzel-plain">
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, md: 3 }} spacing="sm">
              <TextInput label={t('name')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} required />
              <NumberInput
                label={t('pullSeconds')}
                value={pullSeconds}
                min={5}
                max={86_400}
                onChange={(value) => setPullSeconds(typeof value === 'number' ? value : connection.pullSeconds)}
              />
              <Select
                label={t('unit')}
                value={unit}
                data={[
                  { value: '', label: t('unitAll') },
                  ...(units.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
                ]}
                onChange={(value) => setUnit(value ?? '')}
              />
            </SimpleGrid>
            <OptionFields
              fields={system.options.fields}
              hookSecrets={system.hookSecrets}
              values={values}
              stored={connection.secretsSet}
              errors={errors}
              onChange={setValues}
            />
            {named ? (
              <Text c="var(--mantine-color-error)" role="alert">
                {save.error?.detail}
              </Text>
            ) : (
              <ProblemAlert error={save.error} />
            )}
            {may ? (
              <Group gap="xs">
                <Button type="submit" loading={save.isPending}>
                  {say('save')}
                </Button>
                {save.isSuccess ? <Text role="status">{t('saved')}</Text> : null}
                <Text size="xs" c="dimmed">
                  {t('settingsLead')}
                </Text>
              </Group>
            ) : null}
            <Text size="xs" c="dimmed">
              {t('createdAt')} <When at={connection.createdAt} />
            </Text>
          </Stack>
        </fieldset>
      </form>
    </Panel>
  );
}

/** What differs from the stored options; an open one that was emptied is given as null, an empty secret is left out. */
function changed(stored: Values, values: Values): Values {
  const names = new Set([...Object.keys(stored), ...Object.keys(values)]);
  const found: Values = {};
  for (const name of names) {
    const now = values[name];
    if (JSON.stringify(now) === JSON.stringify(stored[name])) continue;
    if (now === undefined || now === '') {
      if (name in stored) found[name] = null;
    } else found[name] = now;
  }
  return found;
}
