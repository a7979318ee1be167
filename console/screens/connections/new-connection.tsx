import { Button, Group, NumberInput, Paper, SimpleGrid, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { isProblem } from '../../api/problem.ts';
import type { ItemOf } from '../../api/types.ts';
import { useApi, useCommand } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { entered, fieldErrorsOf } from './entered.ts';
import { OptionFields, type Values } from './option-fields.tsx';
import { words } from './words.ts';

type System = ItemOf<'/systems'>;

/** A system is chosen, its form filled, the connection made and tested at once. */
export default function NewConnection() {
  const { t, of } = useWords(words);
  const url = useUrlState();
  const systems = useApi('/systems', {});
  const chosen = systems.data?.items.find((one) => one.system === url.get('system'));
  return (
    <Page>
      <ProblemAlert error={systems.error} onRetry={() => void systems.refetch()} />
      {systems.data === undefined ? (
        systems.isPending ? (
          <LoadingState />
        ) : null
      ) : chosen === undefined ? (
        <Panel title={t('chooseSystem')}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="sm">
            {systems.data.items.map((system) => (
              <UnstyledButton key={system.system} onClick={() => url.set({ system: system.system })}>
                <Paper withBorder p="sm" h="100%" className="uzel-choice">
                  <Text fw={600}>{of(system.title)}</Text>
                  <Text size="xs" c="dimmed">
                    <Abilities system={system} />
                  </Text>
                </Paper>
              </UnstyledButton>
            ))}
          </SimpleGrid>
        </Panel>
      ) : (
        <Form key={chosen.system} system={chosen} />
      )}
    </Page>
  );
}

function Abilities({ system }: { system: System }) {
  const { t } = useWords(words);
  const parts = [
    ...(system.hook ? [t('sends')] : []),
    ...(system.pulls.length > 0 ? [t('reads', { count: system.pulls.length })] : []),
    ...(system.writes.length > 0 ? [t('writesTo', { count: system.writes.length })] : []),
  ];
  return <>{parts.join(' · ')}</>;
}

function Form({ system }: { system: System }) {
  const { t, of } = useWords(words);
  const { t: say } = useWords(common);
  const url = useUrlState();
  const navigate = useNavigate();
  const [id, setId] = useState(`${system.system}-main`);
  const [title, setTitle] = useState(of(system.title));
  const [pullSeconds, setPullSeconds] = useState(60);
  const [options, setOptions] = useState<Values>({});
  const create = useCommand('post', '/connections', ['connections']);
  const errors = fieldErrorsOf(create.error);
  const named = isProblem(create.error) && create.error.errors.length > 0;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const body = { id, system: system.system, title, options: entered(options), pullSeconds };
        create.mutate({ body }, { onSuccess: () => void navigate(`/connections/${id}?tab=capabilities&test=now`) });
      }}
    >
      <Stack gap="sm">
        <Panel title={of(system.title)}>
          <Stack gap="sm">
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
              <TextInput
                label={t('name')}
                description={t('titleHint')}
                value={title}
                onChange={(event) => setTitle(event.currentTarget.value)}
                error={errors['title']}
                required
                data-autofocus
              />
              <TextInput
                label={t('id')}
                description={t('idHint')}
                value={id}
                onChange={(event) => setId(event.currentTarget.value)}
                error={errors['id'] === undefined ? undefined : t('idWrong')}
                required
              />
            </SimpleGrid>
            <OptionFields
              fields={system.options.fields}
              hookSecrets={system.hookSecrets}
              values={options}
              errors={errors}
              onChange={setOptions}
            />
            {system.pulls.length === 0 ? null : (
              <NumberInput
                label={t('pullSeconds')}
                value={pullSeconds}
                min={5}
                max={86_400}
                onChange={(value) => setPullSeconds(typeof value === 'number' ? value : 60)}
                error={errors['pullSeconds']}
                maw={220}
              />
            )}
          </Stack>
        </Panel>
        {named ? null : <ProblemAlert error={create.error} />}
        {named ? (
          <Text c="var(--mantine-color-error)" role="alert">
            {create.error?.detail}
          </Text>
        ) : null}
        <Group gap="xs">
          <Button type="submit" loading={create.isPending}>
            {t('connectAndTest')}
          </Button>
          <Button variant="default" onClick={() => url.set({ system: undefined })}>
            {t('chooseOther')}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => void navigate('/connections')}>
            {say('cancel')}
          </Button>
          <Busy active={create.isPending} />
        </Group>
      </Stack>
    </form>
  );
}
