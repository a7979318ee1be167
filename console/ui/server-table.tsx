import { Button, Group, Paper, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { DataTable, type DataTableColumn } from 'mantine-datatable';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { type ApiProblem, isProblem } from '../api/problem.ts';
import { common } from '../i18n/common.ts';
import { useWords } from '../i18n/dictionary.ts';
import { Icon } from './icon.tsx';
import { EmptyState, LoadingState, NoAccess, ProblemAlert } from './states.tsx';
import { useUrlState } from './url-state.ts';

/** A page of a list as the API answers it; lists that come whole have no `nextCursor`. */
interface PageOf<Row> {
  items: Row[];
  nextCursor?: string | null;
}

/** The part of a query's result that a table looks at: rows may be chosen from an answer on their way here. */
export type Asked<Row> = Pick<UseQueryResult<PageOf<Row>, ApiProblem>, 'error' | 'isPlaceholderData'> & {
  data: PageOf<Row> | undefined;
  refetch(): Promise<unknown>;
};

export interface ServerTableProps<Row> {
  /** What `useApi` returned; ask it to `keep` the rows while a page is turned. */
  query: Asked<Row>;
  columns: DataTableColumn<Row>[];
  rowId: (row: Row) => string;
  /** Names the table for those who do not see it. */
  label: string;
  /** Names of the filters in the address: they tell "nothing yet" from "nothing found". */
  filters?: readonly string[];
  empty: { title: string; text?: ReactNode; action?: ReactNode };
  /** What a click or Enter on a row does. */
  onOpen?: (row: Row) => void;
  /** The row that is open beside the table. */
  openId?: string | undefined;
  selection?: { rows: Row[]; onChange: (rows: Row[]) => void; actions: ReactNode };
  rowColor?: (row: Row) => string | undefined;
}

/** The page that `useApi` should ask for: `useApi('/links', { query: { ...filters, ...page } }, …)`. */
export function usePage(limit = 50): { limit: number; cursor: string | undefined } {
  const url = useUrlState();
  return { limit, cursor: url.get('cursor') };
}

/**
 * Rows that the server pages through by cursor. Filters, place and the open row stand in the address. Arrow keys move between rows, Enter opens,
 * Space selects. Says exactly whether it loads, failed, may not be seen, is empty, or is emptied by a filter.
 */
export function ServerTable<Row>(props: ServerTableProps<Row>) {
  const { query, columns, rowId, label, filters = [], empty, onOpen, openId, selection, rowColor } = props;
  const { t } = useWords(common);
  const url = useUrlState();
  const body = useRef<HTMLTableSectionElement>(null);

  if (query.error !== null && query.data === undefined) {
    const { error } = query;
    if (isProblem(error) && error.status === 403) return <NoAccess permission={error.permission ?? error.code} />;
    return <ProblemAlert error={error} onRetry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <LoadingState />;

  const rows = query.data.items;
  if (rows.length === 0) {
    const filtered = filters.some((name) => url.get(name) !== undefined) || url.get('cursor') !== undefined;
    return (
      <Paper withBorder>
        {filtered ? (
          <EmptyState title={t('nothingFound')} icon="filter">
            <Button variant="default" onClick={() => url.set(Object.fromEntries(filters.map((name) => [name, undefined])))}>
              {t('clearFilters')}
            </Button>
          </EmptyState>
        ) : (
          <EmptyState title={empty.title} text={empty.text}>
            {empty.action}
          </EmptyState>
        )}
      </Paper>
    );
  }

  const interactive = onOpen !== undefined || selection !== undefined;
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const all = [...(body.current?.querySelectorAll<HTMLElement>('tr[tabindex]') ?? [])];
      all[all.indexOf(event.currentTarget) + step]?.focus();
    } else if (event.key === 'Enter' && onOpen) {
      event.preventDefault();
      onOpen(row);
    } else if (event.key === ' ' && selection) {
      event.preventDefault();
      const id = rowId(row);
      const without = selection.rows.filter((one) => rowId(one) !== id);
      selection.onChange(without.length === selection.rows.length ? [...selection.rows, row] : without);
    }
  };

  return (
    <Paper withBorder>
      {selection !== undefined && selection.rows.length > 0 ? (
        <Group px="sm" py={6} gap="sm" role="region" aria-label={t('selected', { count: selection.rows.length })}>
          <Text fw={600}>{t('selected', { count: selection.rows.length })}</Text>
          {selection.actions}
          <Button variant="subtle" color="gray" onClick={() => selection.onChange([])}>
            {t('reset')}
          </Button>
        </Group>
      ) : null}
      {query.error === null ? null : <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      <DataTable<Row>
        aria-label={label}
        columns={columns}
        records={rows}
        idAccessor={(row: Row) => rowId(row)}
        bodyRef={(element) => {
          body.current = element;
        }}
        highlightOnHover={interactive}
        verticalSpacing={5}
        horizontalSpacing="sm"
        fz="sm"
        minHeight={0}
        scrollAreaProps={{ type: 'auto' }}
        // Rows before stay while a page is turned; a bar over them would flicker with each live message.
        fetching={query.isPlaceholderData}
        loaderBackgroundBlur={0}
        {...(onOpen === undefined ? {} : { onRowClick: ({ record }: { record: Row }) => onOpen(record) })}
        customRowAttributes={(row) =>
          interactive
            ? {
                tabIndex: 0,
                onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => onKeyDown(event, row),
                ...(openId !== undefined && rowId(row) === openId ? { 'aria-current': 'true' } : {}),
              }
            : {}
        }
        {...(interactive ? { rowClassName: 'uzel-row' } : {})}
        {...(rowColor === undefined ? {} : { rowColor })}
        {...(selection === undefined
          ? {}
          : {
              selectedRecords: selection.rows,
              onSelectedRecordsChange: selection.onChange,
              getRecordSelectionCheckboxProps: (row: Row) => ({ 'aria-label': rowId(row) }),
              allRecordsSelectionCheckboxProps: { 'aria-label': t('all') },
            })}
      />
      <Pager shown={rows.length} next={query.data.nextCursor ?? null} />
    </Paper>
  );
}

/** Says how many rows there are, exactly as far as that is known, and turns pages. */
function Pager({ shown, next }: { shown: number; next: string | null }) {
  const { t } = useWords(common);
  const url = useUrlState();
  const navigate = useNavigate();
  const location = useLocation();
  const later = url.get('cursor') !== undefined;
  const count = { count: shown };
  // Pages turned in this tab can be turned back; a page opened by link only leads to the first one.
  const turned = (location.state as { turned?: boolean } | null)?.turned === true;
  return (
    <Group justify="space-between" px="sm" py={6} wrap="wrap">
      <Text size="xs" c="dimmed">
        {later ? t('rowsPage', count) : next === null ? t('rowsAll', count) : t('rowsMore', count)}
      </Text>
      {later || next !== null ? (
        <Group gap={4}>
          {later ? (
            <Button variant="subtle" color="gray" onClick={() => url.set({})}>
              {t('firstPage')}
            </Button>
          ) : null}
          {later && turned ? (
            <Button variant="default" leftSection={<Icon name="left" size={14} />} onClick={() => void navigate(-1)}>
              {t('previousPage')}
            </Button>
          ) : null}
          <Button
            variant="default"
            rightSection={<Icon name="right" size={14} />}
            disabled={next === null}
            onClick={() => {
              const search = new URLSearchParams(location.search);
              search.set('cursor', next ?? '');
              void navigate({ search: search.toString() }, { state: { turned: true } });
            }}
          >
            {t('nextPage')}
          </Button>
        </Group>
      ) : null}
    </Group>
  );
}
