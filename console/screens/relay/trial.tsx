import { Alert, Badge, Button, Code, Group, JsonInput, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { AnswerOf } from '../../api/types.ts';
import { useCommand } from '../../api/use-api.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Busy } from '../../ui/progress.tsx';
import { ProblemAlert } from '../../ui/states.tsx';
import { bodyOf, type Draft, isJson } from './draft.ts';
import { words } from './words.ts';

type Answer = AnswerOf<'post', '/routes/test'>;

/** Tries the route as it stands in the form on a sample event: does it match, what comes of it, how would the request look. */
export function Trial({ draft }: { draft: Draft }) {
  const { t } = useWords(words);
  const [sample, setSample] = useState('{\n  "id": "1"\n}');
  const test = useCommand('post', '/routes/test');
  const readable = isJson(sample);
  return (
    <Panel title={t('trial')}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {t('trialHint')}
        </Text>
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <div>
            <JsonInput
              label={t('sample')}
              value={sample}
              onChange={setSample}
              error={readable ? undefined : t('notJson')}
              autosize
              minRows={6}
              maxRows={20}
            />
            <Group mt="xs" gap="xs">
              <Button
                variant="default"
                leftSection={<Icon name="play" size={14} />}
                loading={test.isPending}
                disabled={!readable}
                onClick={() => test.mutate({ body: { route: bodyOf(draft), sample: JSON.parse(sample) } })}
              >
                {t('tryIt')}
              </Button>
              <Busy active={test.isPending} />
            </Group>
          </div>
          <Stack gap="xs">
            <ProblemAlert error={test.error} />
            {test.data === undefined ? null : <Outcome answer={test.data} />}
          </Stack>
        </SimpleGrid>
      </Stack>
    </Panel>
  );
}

const COLORS = { error: 'red', warning: 'orange', note: 'gray' } as const;

function Outcome({ answer }: { answer: Answer }) {
  const { t, of, code } = useWords(words);
  const { problems, matches, fields, issues, request, refusal } = answer;
  return (
    <>
      {problems.map(({ path, severity, message, hint }) => (
        <Alert key={`${path} ${message.en}`} color={COLORS[severity]} title={`${code('problem', severity)}: ${path}`}>
          {of(message)} {of(hint)}
        </Alert>
      ))}
      {matches === null ? null : (
        <Badge color={matches ? 'green' : 'orange'} size="lg">
          {matches ? t('matches') : t('misses')}
        </Badge>
      )}
      {issues.map(({ field, sentence }) => (
        <Text key={`${field} ${sentence.en}`} size="xs" c="orange.8">
          {of(sentence)}
        </Text>
      ))}
      {refusal === null ? null : <Alert color="red">{of(refusal.sentence)}</Alert>}
      {fields === null ? null : (
        <div>
          <Text fw={600}>{t('mapped')}</Text>
          <JsonView value={fields} label={t('mapped')} maxHeight={240} />
        </div>
      )}
      {request === null ? null : (
        <div>
          <Text fw={600}>
            {t('request')}{' '}
            <Text span size="xs" c="dimmed">
              {t('requestNote')}
            </Text>
          </Text>
          <Code block>
            {[
              `${request.method} ${request.url}`,
              ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
            ].join('\n')}
            {request.body === null ? '' : `\n\n${request.body}`}
          </Code>
        </div>
      )}
    </>
  );
}
