import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { useWords } from '../../i18n/dictionary.ts';
import { completionAt, type Suggestion } from './completion.ts';
import type { Finding, Vocabulary } from './draft.ts';
import './editor.css';
import { Popup } from './popup.tsx';
import { words } from './words.ts';

export interface EditorHandle {
  /** Puts the caret at a place (both from 1) and brings it into view. */
  goTo(line: number, column: number): void;
}

export interface EditorProps {
  label: string;
  text: string;
  /** What lines are compared with: those that it lacks are marked. */
  inForce: string;
  onChange: (text: string) => void;
  readOnly: boolean;
  findings: readonly Finding[];
  vocabulary: Vocabulary | undefined;
  handle: Ref<EditorHandle>;
}

const LINE_PX = 20;
const RANK = { error: 2, warning: 1, note: 0 } as const;

/** YAML with line numbers, marks at findings and changed lines, and completion under the caret (Ctrl+Space, or while typing). */
export function Editor(props: EditorProps) {
  const { label, text, inForce, onChange, readOnly, findings, vocabulary, handle } = props;
  const { t, language } = useWords(words);
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [scroll, setScroll] = useState({ top: 0, left: 0 });
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const lines = useMemo(() => text.split('\n'), [text]);
  const before = useMemo(() => new Set(inForce.split('\n')), [inForce]);
  const worst = useMemo(() => worstByLine(findings), [findings]);
  const found = caret === null ? null : completionAt(text, caret, vocabulary, language);
  const open = found !== null && found.suggestions.length > 0;

  useImperativeHandle(handle, () => ({
    goTo(line, column) {
      const start = lines.slice(0, line - 1).reduce((total, one) => total + one.length + 1, 0) + column - 1;
      area.current?.focus();
      area.current?.setSelectionRange(start, start);
      if (area.current) area.current.scrollTop = Math.max(0, (line - 6) * LINE_PX);
    },
  }));

  const write = (from: number, to: number, insert: string, back = 0) => {
    const element = area.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(from, to);
    // The only way that keeps the browser's own undo.
    if (!document.execCommand('insertText', false, insert)) element.setRangeText(insert, from, to, 'end');
    const end = from + insert.length - back;
    element.setSelectionRange(end, end);
    onChange(element.value);
  };
  const choose = (one: Suggestion) => {
    if (!found || caret === null) return;
    setCaret(null);
    write(found.from, caret, one.insert, one.insert.endsWith(' }') ? 2 : 0);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (readOnly) return;
    const element = event.currentTarget;
    const chosen = found?.suggestions[active];
    const count = found?.suggestions.length ?? 0;
    const take = () => chosen && choose(chosen);
    const keys = new Map<string, () => void>(
      open
        ? [
            ['ArrowDown', () => setActive((active + 1) % count)],
            ['ArrowUp', () => setActive((active + count - 1) % count)],
            ['Enter', take],
            ['Tab', take],
            ['Escape', () => setCaret(null)],
          ]
        : [],
    );
    if (event.ctrlKey && event.key === ' ') {
      keys.set(' ', () => {
        setActive(0);
        setCaret(element.selectionStart);
      });
    }
    const act = keys.get(event.key);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  const place = found === null ? null : placeOf(text, found.from);
  return (
    <div className="uzel-code">
      <div className="uzel-code-gutter" aria-hidden="true">
        {lines.map((line, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their number
            key={index}
            {...(before.has(line) ? {} : { 'data-changed': '' })}
            {...(worst.has(index + 1) ? { 'data-severity': worst.get(index + 1)?.severity } : {})}
            {...(index === 0 ? { style: { marginTop: -scroll.top } } : {})}
          >
            {index + 1}
          </div>
        ))}
      </div>
      <div className="uzel-code-pane">
        <Marks lines={lines} before={before} worst={worst} scroll={scroll} />
        <textarea
          ref={area}
          aria-label={label}
          aria-describedby={`${id}-how`}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(open ? { 'aria-controls': `${id}-words`, 'aria-activedescendant': `${id}-words-${active}` } : {})}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          value={text}
          readOnly={readOnly}
          onChange={(event) => {
            const { value, selectionStart } = event.currentTarget;
            onChange(value);
            setActive(0);
            const typed = value.length > text.length && /[\p{L}\p{N}_.@]$/u.test(value.slice(0, selectionStart));
            setCaret(typed ? selectionStart : null);
          }}
          onKeyDown={onKeyDown}
          onMouseDown={() => setCaret(null)}
          onBlur={() => setCaret(null)}
          onScroll={({ currentTarget: { scrollTop, scrollLeft } }) => setScroll({ top: scrollTop, left: scrollLeft })}
        />
        {open && place !== null ? (
          <Popup
            id={`${id}-words`}
            label={t('words')}
            suggestions={found.suggestions}
            active={active}
            at={{ ...place, scrollTop: scroll.top, scrollLeft: scroll.left }}
            onChoose={choose}
          />
        ) : null}
        <div id={`${id}-how`} className="uzel-hidden">
          {t('editorHow')}
        </div>
        <div role="status" className="uzel-hidden">
          {open ? t('wordsFound', { count: found.suggestions.length }) : ''}
        </div>
      </div>
    </div>
  );
}

/** Lies under the text: colours lines, underlines what a finding is about. */
function Marks({
  lines,
  before,
  worst,
  scroll,
}: {
  lines: readonly string[];
  before: ReadonlySet<string>;
  worst: ReadonlyMap<number, Finding>;
  scroll: { top: number; left: number };
}) {
  return (
    <div className="uzel-code-marks" aria-hidden="true">
      {lines.map((line, index) => {
        const finding = worst.get(index + 1);
        const [start, end] = finding === undefined ? [0, 0] : wordAt(line, finding.column - 1);
        return (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name than their number
            key={index}
            {...(before.has(line) ? {} : { 'data-changed': '' })}
            {...(finding === undefined ? {} : { 'data-severity': finding.severity })}
            style={{ transform: `translate(${-scroll.left}px, ${-scroll.top}px)` }}
          >
            {finding === undefined || finding.severity === 'note' ? null : (
              <>
                {line.slice(0, start)}
                <mark data-severity={finding.severity}>{line.slice(start, end)}</mark>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}

function wordAt(line: string, column: number): [start: number, end: number] {
  const rest = /^[^\s,}\]]+/.exec(line.slice(column))?.[0].length ?? 0;
  return rest > 1 ? [column, column + rest] : [line.search(/\S|$/), line.length];
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const head = text.slice(0, offset);
  return { line: head.split('\n').length - 1, column: offset - (head.lastIndexOf('\n') + 1) };
}

/** Of several findings in a line, the gravest. */
function worstByLine(findings: readonly Finding[]): Map<number, Finding> {
  const worst = new Map<number, Finding>();
  for (const one of findings) {
    const known = worst.get(one.line);
    if (known === undefined || RANK[one.severity] > RANK[known.severity]) worst.set(one.line, one);
  }
  return worst;
}
