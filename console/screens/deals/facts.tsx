import { Box, Button, Grid, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../../api/session.ts';
import { useWords } from '../../i18n/dictionary.ts';
import { CopyId } from '../../ui/copy-id.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScreenLink } from '../../ui/screen-link.tsx';
import { SystemMoment } from '../../ui/system-moment.tsx';
import { When } from '../../ui/when.tsx';
import type { Link } from './deal.tsx';
import { RevealDialog, type Revealed } from './reveal-dialog.tsx';
import { words } from './words.ts';

const PERSON = ['name', 'phone', 'email'] as const;

/** What is known of the record besides its fields: ids, the mapping, the person behind it. */
export function Facts({ link }: { link: Link }) {
  const { t, code } = useWords(words);
  const { mapping, sides, revisions } = link;
  const lines: [string, React.ReactNode][] = [
    [t('synced'), <When key="synced" at={link.syncedAt} relative />],
    ...(link.kind === 'deal'
      ? [[sides?.left.title ?? t('leftId'), <CopyId key="left" id={link.claim ?? link.leftId} />] as [string, React.ReactNode]]
      : []),
    [sides?.right.title ?? t('rightId'), link.deal === null ? t('notMade') : <CopyId key="right" id={link.deal} />],
    [
      t('mapping'),
      mapping === null ? (
        '—'
      ) : (
        <ScreenLink key="mapping" to={`/mappings/${mapping.name}`}>
          {t('mappingVersion', mapping)}
        </ScreenLink>
      ),
    ],
    [t('revisionLeft'), <SystemMoment key="revisionLeft" at={revisions.left} />],
    [t('revisionRight'), <SystemMoment key="revisionRight" at={revisions.right} />],
    [t('opened'), <When key="opened" at={link.createdAt} />],
    [t('id'), <CopyId key="id" id={link.id} />],
  ];
  return (
    <Grid gap="sm">
      {link.person === null ? null : (
        <Grid.Col span={{ base: 12, md: 4, xl: 12 }}>
          <Person link={link} person={link.person} />
        </Grid.Col>
      )}
      <Grid.Col span={{ base: 12, md: link.person === null ? 12 : 8, xl: 12 }}>
        <Panel title={code('factsOf', link.kind)}>
          <Box component="dl" m={0} className="uzel-facts">
            {lines.map(([label, value]) => (
              <Group key={label} justify="space-between" gap="xs" wrap="nowrap" mb={2}>
                <Text component="dt" c="dimmed">
                  {label}
                </Text>
                <Text component="dd" m={0} ta="right">
                  {value}
                </Text>
              </Group>
            ))}
          </Box>
        </Panel>
      </Grid.Col>
    </Grid>
  );
}

function Person({ link, person }: { link: Link; person: NonNullable<Link['person']> }) {
  const { t, code } = useWords(words);
  const may = useMay('personal.reveal');
  const [asking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<Revealed | null>(null);
  const known = PERSON.filter((part) => person[part] !== null);
  return (
    <Panel title={code('person', person.kind)}>
      <Box component="dl" m={0}>
        {known.map((part) => (
          <Group key={part} justify="space-between" gap="xs" wrap="nowrap" mb={2}>
            <Text component="dt" c="dimmed">
              {code('personPart', part)}
            </Text>
            <Text component="dd" m={0} ta="right" data-revealed={revealed !== null}>
              {revealed === null ? person[part] : String(revealed[`person.${part}`]?.left ?? '—')}
            </Text>
          </Group>
        ))}
      </Box>
      {known.length === 0 ? <Text c="dimmed">{t('personUnknown')}</Text> : null}
      {may && known.length > 0 ? (
        <Button
          mt={6}
          variant="default"
          leftSection={<Icon name={revealed === null ? 'eye' : 'lock'} size={14} />}
          onClick={() => (revealed === null ? setAsking(true) : setRevealed(null))}
        >
          {revealed === null ? t('reveal') : t('hide')}
        </Button>
      ) : null}
      <RevealDialog
        id={link.id}
        fields={asking ? known.map((part) => `person.${part}`) : null}
        names={known.map((part) => code('personPart', part))}
        onClose={() => setAsking(false)}
        onRevealed={setRevealed}
      />
    </Panel>
  );
}
