import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useMay } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Lateness, type PackDetail, type Part, PartState, Reasons, useRecipientName } from './part-state.tsx';
import { words } from './words.ts';

/** Every part for every recipient: how it stands and why, what is in it, when it is due. */
export function Parts({
  pack,
  onResend,
}: {
  pack: PackDetail;
  onResend: ((part: Pick<Part, 'part' | 'recipient'>) => void) | null;
}) {
  const { t, of } = useWords(words);
  const nameOf = useRecipientName(pack.recipients);
  if (pack.parts.length === 0) return <EmptyState title={t('noParts')} text={t('noPartsHow')} />;
  return (
    <Stack gap="xs">
      {pack.parts.map((part) => (
        <Paper
          key={`${part.part} ${part.recipient}`}
          withBorder
          p="sm"
          component="section"
          aria-label={`${of(part.title)}, ${nameOf(part.recipient)}`}
        >
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Stack gap={4}>
              <Group gap="xs">
                <Title order={3}>{of(part.title)}</Title>
                <PartState state={part.state} />
                <Lateness part={part} />
              </Group>
              <Text size="xs" c="dimmed">
                {t('to')}: {nameOf(part.recipient)}
              </Text>
              <Reasons reasons={part.reasons} />
              <Contents pack={pack} part={part} />
            </Stack>
            {onResend === null || !mayGoAgain(pack, part) ? null : (
              <Button
                variant="default"
                size="compact-xs"
                flex="none"
                aria-label={`${t('resend')}: ${of(part.title)}, ${nameOf(part.recipient)}`}
                onClick={() => onResend({ part: part.part, recipient: part.recipient })}
              >
                {t('resend')}
              </Button>
            )}
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}

/** It went out before, or only lacks an address: nothing else of it can be sent by a person. */
const mayGoAgain = ({ sends }: PackDetail, { part, recipient, reasons }: Part) =>
  sends.some((send) => send.part === part && send.recipient === recipient && send.state !== 'cancelled') ||
  reasons.some(({ code }) => code === 'no_address');

function Contents({ pack, part }: { pack: PackDetail; part: Part }) {
  const { t, of } = useWords(words);
  const may = useMay('documents.download');
  const files = pack.documents.filter(({ id }) => part.documents.includes(id));
  if (files.length === 0) return null;
  return (
    <Text>
      <Text span c="dimmed">
        {t('inside')}:{' '}
      </Text>
      {files.map((file, index) => {
        const name = file.no === 1 ? of(file.title) : `${of(file.title)} (${t('versionNo', { no: file.no })})`;
        return (
          <span key={file.id}>
            {index === 0 ? '' : ', '}
            {may && file.downloadable ? (
              <Anchor href={`/api/documents/${pack.link}/files/${file.id}`} download>
                {name}
              </Anchor>
            ) : (
              name
            )}
          </span>
        );
      })}
    </Text>
  );
}
