import { Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { useMay } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RecordSelect } from '../../ui/record-select.tsx';
import { LoadingState, ProblemAlert } from '../../ui/states.tsx';
import { useUrlState } from '../../ui/url-state.ts';
import { type Body, isComplete, type LetterLanguage, type Rendered } from './body.ts';
import { useRested } from './draft.ts';
import { download, TYPES } from './file.ts';
import { LetterFrame } from './letter-frame.tsx';
import { RevealDialog } from './reveal-dialog.tsx';
import { words } from './words.ts';

const LOOKS = ['desktop', 'phone', 'plain'] as const;
type Look = (typeof LOOKS)[number];
const WIDTHS = { desktop: 720, phone: 375 } as const;

/** What comes of a text as it stands: with made-up values, or with those of a claim, in which people are masked until somebody says why. */
export function Preview({
  name,
  language,
  body,
  sound,
}: {
  name: string;
  language: LetterLanguage;
  body: Body;
  /** False until the text is known to have no mistake: what was made before stays. */
  sound: boolean;
}) {
  const { t, code } = useWords(words);
  const url = useUrlState();
  const link = url.get('claim');
  const mayFind = useMay('links.read');
  const mayReveal = useMay('personal.reveal');
  const rested = useRested(body);
  const [asking, setAsking] = useState(false);
  // In clear for this text and claim only: what is written next is masked again, since each look is written down.
  const [clear, setClear] = useState<{ of: Body; link: string; made: Rendered } | null>(null);
  const query = useQuery<Rendered, ApiProblem>({
    queryKey: ['template-preview', name, language, rested, link],
    queryFn: ({ signal }) =>
      api.post('/templates/{name}/{language}/preview', {
        params: { name, language },
        body: { body: rested, ...(link === undefined ? {} : { link }) },
        signal,
      }),
    enabled: isComplete(rested) && sound,
    placeholderData: (before) => before,
    meta: { live: ['templates'] },
  });
  const revealed = clear !== null && clear.of === rested && clear.link === link ? clear.made : null;
  const made = revealed ?? query.data;
  const look = LOOKS.find((one) => one === url.get('look')) ?? 'desktop';
  return (
    <Panel title={t('preview')}>
      <Stack gap="sm">
        <Group gap="sm" align="flex-end">
          {mayFind ? (
            <RecordSelect
              kind="deal"
              label={t('withClaim')}
              placeholder={t('madeUp')}
              value={link}
              onChange={(claim) => url.set({ claim }, { replace: true })}
            />
          ) : null}
          {link === undefined ? null : (
            <>
              <Button variant="subtle" color="gray" onClick={() => url.set({ claim: undefined }, { replace: true })}>
                {t('backToMadeUp')}
              </Button>
              {mayReveal && revealed === null && made !== undefined ? (
                <Button variant="default" leftSection={<Icon name="eye" size={14} />} onClick={() => setAsking(true)}>
                  {t('reveal')}
                </Button>
              ) : null}
            </>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {link === undefined ? t('previewMadeUp') : revealed === null ? t('previewMasked') : t('previewClear')}
        </Text>
        {made?.kind === 'email' ? (
          <SegmentedControl
            aria-label={t('look')}
            data={LOOKS.map((value) => ({ value, label: code('look', value) }))}
            value={look}
            onChange={(value) => url.set({ look: value === 'desktop' ? undefined : value }, { replace: true })}
            w="fit-content"
          />
        ) : null}
        {query.error !== null && sound ? <ProblemAlert error={query.error} /> : null}
        {isComplete(body) ? (
          made === undefined ? (
            query.isFetching ? (
              <LoadingState />
            ) : null
          ) : (
            <Made made={made} name={name} look={look} />
          )
        ) : (
          <Text c="dimmed">{t('previewNothing')}</Text>
        )}
      </Stack>
      {asking && link !== undefined ? (
        <RevealDialog
          name={name}
          language={language}
          body={rested}
          link={link}
          onClose={() => setAsking(false)}
          onRevealed={(shown) => setClear({ of: rested, link, made: shown })}
        />
      ) : null}
    </Panel>
  );
}

function Made({ made, name, look }: { made: Rendered; name: string; look: Look }) {
  const { t } = useWords(words);
  if (made.kind === 'canned') {
    return (
      <Paper withBorder p="sm" className="uzel-plain" role="region" aria-label={t('preview')}>
        {made.text}
      </Paper>
    );
  }
  if (made.kind !== 'email') {
    return (
      <Group gap="sm">
        <Text>{made.kind === 'pdf' ? t('pages', { count: made.pages }) : t('docxReady')}</Text>
        <Button variant="default" onClick={() => download(`${name}.${made.kind}`, TYPES[made.kind], made.content)}>
          {t('downloadMade')}
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap="xs">
      <Text>
        <Text span c="dimmed">
          {t('subject')}:{' '}
        </Text>
        <Text span fw={600}>
          {made.subject}
        </Text>
      </Text>
      {look === 'plain' ? (
        <Paper withBorder p="sm" className="uzel-plain">
          {made.text}
        </Paper>
      ) : (
        <LetterFrame html={made.html} width={WIDTHS[look]} title={t('letter')} />
      )}
    </Stack>
  );
}
