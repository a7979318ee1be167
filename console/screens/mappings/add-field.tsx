import { Button, Code, Group, Modal, Radio, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../api/use-api.ts';
import { common } from '../../i18n/common.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { DescribeAgain } from './describe-again.tsx';
import { type Detail, type Draft, useCheck, type Vocabulary } from './draft.ts';
import { type Answers, functionsFor, needsDictionary, ruleOf, viaFor } from './new-rule.ts';
import { withRule } from './rule-text.ts';
import { ValueTable } from './value-table.tsx';
import { words } from './words.ts';

interface AddFieldProps {
  detail: Detail;
  draft: Draft;
  /** The path to begin with. */
  source: string | null;
  onClose: () => void;
  onAdded: (line: number) => void;
}

/** Asks what goes where, shows the rule that comes of it, checks it, and puts it into the text. */
export function AddField(props: AddFieldProps) {
  const { t } = useWords(words);
  const { t: say } = useWords(common);
  const { name } = props.detail;
  const vocabulary = useApi('/mappings/spec/{name}/vocabulary', { params: { name } });
  return (
    <Modal opened onClose={props.onClose} size="xl" title={t('addField')} closeButtonProps={{ 'aria-label': say('close') }}>
      {vocabulary.data === undefined ? (
        vocabulary.error === null ? (
          <LoadingState />
        ) : (
          <ProblemAlert error={vocabulary.error} onRetry={() => void vocabulary.refetch()} />
        )
      ) : (
        <Form {...props} vocabulary={vocabulary.data} onDescribed={() => void vocabulary.refetch()} />
      )}
    </Modal>
  );
}

const OWNERS = ['left', 'create_only', 'never_overwrite_nonempty'] as const;
const MISSING = ['null', 'skip', 'error'] as const;

function Form({
  detail,
  draft,
  source: given,
  onAdded,
  vocabulary,
  onDescribed,
  onClose,
}: AddFieldProps & { vocabulary: Vocabulary; onDescribed: () => void }) {
  const { t, of, code } = useWords(words);
  const { t: say } = useWords(common);
  const coverage = useApi('/mappings/spec/{name}/coverage', { params: { name: detail.name } });
  const [answers, setAnswers] = useState<Answers>({
    from: given,
    to: null,
    via: '',
    owner: 'left',
    onMissing: 'null',
    values: {},
    fallback: '',
  });
  const sources = withSeen(vocabulary, coverage.data?.unread.map(({ path }) => path) ?? [], given);
  const source = sources.find(({ name }) => name === answers.from);
  const target = vocabulary.targets.find(({ name }) => name === answers.to);
  const change = (part: Partial<Answers>) =>
    setAnswers((before) => {
      const after = { ...before, ...part };
      if (!('from' in part) && !('to' in part)) return after;
      const field = sources.find(({ name }) => name === after.from);
      return {
        ...after,
        via: viaFor(
          field,
          vocabulary.targets.find(({ name }) => name === after.to),
        ),
        values: {},
        fallback: '',
      };
    });
  const rule = ruleOf(answers, { ...detail, text: draft.text }, vocabulary);
  const added = rule === null ? null : withRule(draft.text, rule);
  const check = useCheck(detail, added?.text ?? '');
  const about = (added === null ? [] : (check.data?.findings ?? [])).filter(
    ({ line, severity }) => line === added?.line && severity !== 'note',
  );
  const taken = new Set(detail.ruleList.map(({ field }) => field));
  const named = ({ name, title }: { name: string; title: string }) => ({
    value: name,
    label: title === name ? name : `${title} · ${name}`,
  });
  const targets = [
    { group: t('freeFields'), items: vocabulary.targets.filter(({ name }) => !taken.has(name)).map(named) },
    {
      group: t('takenFields'),
      items: vocabulary.targets.filter(({ name }) => taken.has(name)).map((one) => ({ ...named(one), disabled: true })),
    },
  ];
  const functions = functionsFor(source, vocabulary);
  return (
    <Stack gap="sm">
      <Select
        label={t('sourceField')}
        description={t('sourceHint')}
        searchable
        data={sources.map(named)}
        value={answers.from}
        onChange={(from) => change({ from })}
        nothingFoundMessage={t('nothingFound')}
        data-autofocus
      />
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Select
          flex={1}
          label={t('targetField')}
          description={t('targetHint')}
          searchable
          data={targets}
          value={answers.to}
          onChange={(to) => change({ to })}
          nothingFoundMessage={t('nothingFoundTarget')}
        />
        <DescribeAgain system={detail.right?.split(' ')[0] ?? ''} onDone={onDescribed} />
      </Group>
      {source === undefined || target === undefined ? null : (
        <>
          {needsDictionary(target) ? (
            <ValueTable
              keys={source.values ?? null}
              options={target.values}
              values={answers.values}
              fallback={answers.fallback}
              onChange={(values, fallback) => change({ values, fallback })}
            />
          ) : (
            <Select
              label={t('transform')}
              data={[
                { value: '', label: t('asIs') },
                ...functions.map((one) => ({ value: one.name, label: `${one.name}: ${of(one.summary)}` })),
              ]}
              value={answers.via}
              onChange={(via) => change({ via: via ?? '' })}
            />
          )}
          <Radio.Group label={t('whoDecides')} value={answers.owner} onChange={(owner) => change({ owner })}>
            <Stack gap={4} mt={4}>
              {OWNERS.map((owner) => (
                <Radio key={owner} value={owner} label={code('owner', owner)} />
              ))}
            </Stack>
          </Radio.Group>
          <Select
            label={t('whenMissing')}
            data={MISSING.map((value) => ({ value, label: code('missing', value) }))}
            value={answers.onMissing}
            onChange={(value) => change({ onMissing: MISSING.find((one) => one === value) ?? 'null' })}
          />
        </>
      )}
      {added === null ? null : (
        <div>
          <Text size="xs" c="dimmed">
            {t('ruleLine', { line: added.line })}
          </Text>
          <Code block>{added.text.split('\n')[added.line - 1]?.trim()}</Code>
        </div>
      )}
      <div role="status">
        {about.map(({ rule: id, message, hint, severity }) => (
          <Text
            key={`${id} ${message.en}`}
            c={severity === 'error' ? 'var(--mantine-color-red-light-color)' : 'var(--mantine-color-orange-light-color)'}
          >
            {of(message)} {of(hint)}
          </Text>
        ))}
        {added !== null && !check.behind && check.data !== undefined && about.length === 0 ? (
          <Text c="var(--mantine-color-green-light-color)">{t('ruleFits')}</Text>
        ) : null}
      </div>
      <ProblemAlert error={check.error} />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {say('cancel')}
        </Button>
        <Button
          disabled={added === null}
          onClick={() => {
            if (added === null) return;
            draft.set(added.text);
            onAdded(added.line);
          }}
        >
          {t('insertRule')}
        </Button>
      </Group>
    </Stack>
  );
}

/** Described fields, and those that traffic has brought beyond them, which are text. */
function withSeen({ sources }: Vocabulary, unread: readonly string[], given: string | null): Vocabulary['sources'] {
  const known = new Set(sources.map(({ name }) => name));
  const beyond = [...new Set([...unread, ...(given === null ? [] : [given])])].filter((path) => !known.has(path));
  const described = sources.filter(({ type }) => type !== 'rows');
  return [...described, ...beyond.map((name) => ({ name, title: name, type: 'string', required: false, readOnly: true }))];
}
