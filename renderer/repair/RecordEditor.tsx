/** One rejected record: its text can be changed, with what it then gives beside it. */
import { useEffect, useState, type RefObject } from 'react';
import { Button, Textarea } from '@mantine/core';
import type { RepairRequest, RepairRule } from '../../shared/contract/repair-calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { formatCount } from '../grid/format.ts';
import { Cells, Verdict } from './Cells.tsx';
import { fileName, type Outcome, type Reject, type Tried } from './reject-key.ts';
import { RULES } from './rules.ts';

interface RecordEditorProps {
  readonly reject: Reject;
  readonly editor: RefObject<HTMLTextAreaElement | null>;
  readonly busy: boolean;
  readonly onApply: (request: RepairRequest) => void;
  /** Back to the list. */
  readonly onLeave: () => void;
}

interface Draft {
  readonly text: string;
  readonly joined: readonly number[];
  readonly asIs: boolean;
}

const TYPING_MS = 150;

const requestOf = (reject: Pick<Reject, 'source_id' | 'record'>, { text, joined, asIs }: Draft): RepairRequest => ({
  fixes: [{ source_id: reject.source_id, record: reject.record, text, joined: [...joined], as_is: asIs }],
});

export function RecordEditor({ reject, editor, busy, onApply, onLeave }: RecordEditorProps) {
  const { client } = useServices();
  const [draft, setDraft] = useState<Draft>({ text: reject.raw, joined: [], asIs: false });
  const [tried, setTried] = useState<{ readonly outcome: Outcome; readonly of: Draft } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const { source_id, record } = reject;

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client
        .call(
          'repair/preview',
          { request: requestOf({ source_id, record }, draft), limit: 1 },
          { signal: abort.signal },
        )
        .then((outcome) => {
          setTried({ outcome, of: draft });
          setProblem(null);
        })
        .catch((thrown: unknown) => {
          if (!abort.signal.aborted) setProblem(toErrorData(thrown).message);
        });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [client, source_id, record, draft]);

  const tryRule = (rule: RepairRule): void => {
    client
      .call('repair/preview', { request: { rule, target: { records: [{ source_id, record }] } }, limit: 1 })
      .then((outcome) => {
        const [found] = outcome.records;
        if (found) setDraft({ text: found.text, joined: found.joined, asIs: rule === 'as-is' });
        if (found && !found.fits) setProblem(found.problem);
      })
      .catch((thrown: unknown) => setProblem(toErrorData(thrown).message));
  };

  const shown: Tried | null = tried?.outcome.records[0] ?? null;
  const isCurrent = tried?.of === draft;
  const apply = (): void => {
    if (isCurrent && shown?.fits && !busy) onApply(requestOf(reject, draft));
  };
  const isChanged = draft.text !== reject.raw || draft.joined.length > 0 || draft.asIs;

  return (
    <section className="wb-repair" aria-label={`Repair of record ${reject.record}`}>
      <header className="wb-repair-head">
        <h2>
          Record {formatCount(reject.record)}
          {draft.joined.length > 0 && ` + ${draft.joined.map(formatCount).join(' + ')}`}
        </h2>
        <span className="wb-note wb-clip">
          {fileName(reject.file)}, line {formatCount(reject.line)}
        </span>
      </header>
      <Textarea
        ref={editor}
        label="Text of the record"
        className="wb-repair-text"
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
        value={draft.text}
        classNames={{ input: 'wb-mono' }}
        onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            apply();
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onLeave();
          }
        }}
      />
      <div className="wb-repair-rules" role="group" aria-label="Ways to repair it">
        {RULES.filter((r) => r.rule !== 'replace').map(({ rule, title, help }) => (
          <button key={rule} type="button" className="wb-rule-chip" title={help} onClick={() => tryRule(rule)}>
            {title}
          </button>
        ))}
      </div>
      {problem === null ? (
        <Verdict tried={shown} />
      ) : (
        <p className="wb-verdict" data-fits="false" role="status">
          {problem}
        </p>
      )}
      <Cells tried={shown} columns={tried?.outcome.columns[reject.source_id] ?? []} />
      <footer className="wb-repair-foot">
        <Button disabled={!isCurrent || shown?.fits !== true} loading={busy} onClick={apply}>
          Load the record
        </Button>
        <Button
          variant="default"
          disabled={!isChanged}
          onClick={() => setDraft({ text: reject.raw, joined: [], asIs: false })}
        >
          As it was
        </Button>
        <span className="wb-note wb-repair-keys">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> loads it and goes on
        </span>
      </footer>
    </section>
  );
}
