/** The list of rejects: arrow keys walk, the space bar chooses, Enter goes to the editor. */
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { Checkbox } from '@mantine/core';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { fileName, keyOf, type Reject } from './reject-key.ts';

interface RejectTableProps {
  readonly rejects: readonly Reject[];
  readonly chosen: ReadonlySet<string>;
  readonly allChosen: boolean;
  readonly current: string | null;
  readonly withFile: boolean;
  readonly onCurrent: (key: string) => void;
  readonly onToggle: (key: string, range: boolean) => void;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onEdit: () => void;
}

const RAW_LIMIT = 400;

export function RejectTable(props: RejectTableProps) {
  const { rejects, chosen, allChosen, current, withFile } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const at = rejects.findIndex((r) => keyOf(r) === current);

  // The row that is looked at stays in sight, also when another part of the window moved on to it.
  useEffect(() => {
    body.current?.rows[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const go = (index: number): void => {
    const reject = rejects[Math.max(0, Math.min(rejects.length - 1, index))];
    if (!reject) return;
    props.onCurrent(keyOf(reject));
    body.current?.rows[rejects.indexOf(reject)]?.focus();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }[event.key];
    const reject = rejects[at];
    if (step !== undefined) go(at + step);
    else if (event.key === ' ' && reject) props.onToggle(keyOf(reject), event.shiftKey);
    else if (event.key === 'Enter') props.onEdit();
    else if (event.key === 'Escape') props.onNone();
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) props.onAll();
    else return;
    event.preventDefault();
  };

  return (
    <div className="wb-rejects-body">
      <table
        className="wb-reject-table"
        role="grid"
        aria-label="Rejected records"
        aria-multiselectable
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr>
            <th>
              <Checkbox
                aria-label="Choose all that were found"
                checked={allChosen}
                indeterminate={!allChosen && chosen.size > 0}
                onChange={(event) => (event.currentTarget.checked ? props.onAll() : props.onNone())}
              />
            </th>
            {withFile && <th>File</th>}
            <th className="wb-right">Record</th>
            <th className="wb-right">Line</th>
            <th>Reason</th>
            <th>Raw text</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rejects.map((reject, i) => {
            const key = keyOf(reject);
            const isChosen = allChosen || chosen.has(key);
            return (
              <tr
                key={key}
                tabIndex={i === Math.max(0, at) ? 0 : -1}
                aria-selected={isChosen}
                data-current={key === current || undefined}
                onClick={(event) => {
                  props.onCurrent(key);
                  if (event.ctrlKey || event.metaKey || event.shiftKey) props.onToggle(key, event.shiftKey);
                }}
                onDoubleClick={props.onEdit}
              >
                <td>
                  <Checkbox
                    tabIndex={-1}
                    aria-label={`Choose record ${reject.record}`}
                    checked={isChosen}
                    onClick={(event) => event.stopPropagation()}
                    onChange={() => props.onToggle(key, false)}
                  />
                </td>
                {withFile && <td className="wb-nowrap">{fileName(reject.file)}</td>}
                <td className="wb-right">{formatCount(reject.record)}</td>
                <td className="wb-right">{formatCount(reject.line)}</td>
                <td className="wb-nowrap">
                  <span className="wb-tag" data-tone="warn">
                    {reject.reason}
                  </span>
                </td>
                <td className="wb-mono wb-reject-raw">
                  <bdi>{visibleText(reject.raw, RAW_LIMIT)}</bdi>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
