import { ActionIcon, Button, Group, Menu, Paper, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useWords } from '../../i18n/dictionary.ts';
import { Icon } from '../../ui/icon.tsx';
import { BlockFields } from './block-fields.tsx';
import { BLOCK_KINDS, type Block, type Blocks, emptyBlock, insteadOf, keyOf } from './body.ts';
import type { Problem } from './draft.ts';
import { useReadOnly } from './insertion.ts';
import { partOf } from './place.ts';
import { words } from './words.ts';

const MOST_BLOCKS = 60;

/** The pieces of a letter or page from top to bottom: each can be moved, taken out, and followed by a new one. */
export function BlockList({
  blocks,
  onChange,
  problems,
}: {
  blocks: Blocks;
  onChange: (blocks: Blocks) => void;
  problems: readonly Problem[];
}) {
  const { t } = useWords(words);
  const readOnly = useReadOnly();
  const list = useRef<HTMLOListElement>(null);
  const added = useRef<Block | null>(null);
  useEffect(() => {
    const at = added.current === null ? -1 : blocks.indexOf(added.current);
    if (at < 0) return;
    added.current = null;
    list.current?.querySelectorAll<HTMLElement>('.uzel-block')[at]?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, [blocks]);
  const add = (kind: Block['kind'], at: number) => {
    const block = emptyBlock(kind);
    added.current = block;
    onChange(blocks.toSpliced(at, 0, block));
  };
  return (
    <Stack gap="xs">
      <Text fw={600}>{t('blocks')}</Text>
      <ol className="uzel-list" ref={list}>
        {blocks.map((block, index) => (
          <Piece
            key={keyOf(block)}
            block={block}
            number={index + 1}
            wrong={problems.some(({ place }) => partOf(place).block === index + 1)}
            first={index === 0}
            last={index === blocks.length - 1}
            onChange={(changed) => onChange(blocks.with(index, insteadOf(block, changed)))}
            onMove={(step) => onChange(blocks.toSpliced(index, 1).toSpliced(index + step, 0, block))}
            onRemove={() => onChange(blocks.toSpliced(index, 1))}
            onAdd={blocks.length < MOST_BLOCKS ? (kind) => add(kind, index + 1) : null}
          />
        ))}
      </ol>
      {readOnly || blocks.length >= MOST_BLOCKS ? null : (
        <AddBlock label={t('addBlock')} onAdd={(kind) => add(kind, blocks.length)} />
      )}
    </Stack>
  );
}

function Piece({
  block,
  number,
  wrong,
  first,
  last,
  onChange,
  onMove,
  onRemove,
  onAdd,
}: {
  block: Block;
  number: number;
  wrong: boolean;
  first: boolean;
  last: boolean;
  onChange: (block: Block) => void;
  onMove: (step: -1 | 1) => void;
  onRemove: () => void;
  onAdd: ((kind: Block['kind']) => void) | null;
}) {
  const { t, code } = useWords(words);
  const readOnly = useReadOnly();
  const name = `${number}. ${code('block', block.kind)}`;
  const act = (word: string, icon: 'up' | 'down' | 'cross', does: () => void, disabled = false) => (
    <ActionIcon size="sm" aria-label={`${word}: ${name}`} title={word} onClick={does} disabled={disabled}>
      <Icon name={icon} size={14} />
    </ActionIcon>
  );
  return (
    <li>
      <Paper
        withBorder
        p={8}
        mb={6}
        className="uzel-block"
        id={`block-${number}`}
        tabIndex={-1}
        role="group"
        aria-label={name}
        data-wrong={wrong}
      >
        <Group justify="space-between" wrap="nowrap" mb={4}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          {readOnly ? null : (
            <Group gap={2} wrap="nowrap">
              {onAdd === null ? null : <AddBlock label={t('addAfter')} of={name} onAdd={onAdd} />}
              {act(t('moveUp'), 'up', () => onMove(-1), first)}
              {act(t('moveDown'), 'down', () => onMove(1), last)}
              {act(t('takeOut'), 'cross', onRemove)}
            </Group>
          )}
        </Group>
        <BlockFields block={block} onChange={onChange} />
      </Paper>
    </li>
  );
}

function AddBlock({ label, of, onAdd }: { label: string; of?: string; onAdd: (kind: Block['kind']) => void }) {
  const { code } = useWords(words);
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        {of === undefined ? (
          <Button variant="light" w="fit-content" leftSection={<Icon name="plus" size={12} />}>
            {label}
          </Button>
        ) : (
          <ActionIcon size="sm" aria-label={`${label}: ${of}`} title={label}>
            <Icon name="plus" size={14} />
          </ActionIcon>
        )}
      </Menu.Target>
      <Menu.Dropdown>
        {BLOCK_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {code('block', kind)}
            <Text size="xs" c="dimmed">
              {code('blockHint', kind)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
