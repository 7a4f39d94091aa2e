/** Many records repaired alike: a rule, and what comes of it before anything is changed. */
import { useEffect, useState } from 'react';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { repairRequest, type RepairRequest, type RepairRule } from '../../shared/contract/repair-calls.ts';
import { toErrorData } from '../../shared/errors.ts';
import { useServices } from '../app/services.ts';
import { formatCount } from '../grid/format.ts';
import { visibleText } from '../grid/visible-text.ts';
import { keyOf, type Outcome } from './reject-key.ts';
import { RULES } from './rules.ts';

type Target = Extract<RepairRequest, { rule: RepairRule }>['target'];

interface BulkRepairProps {
  readonly count: number;
  readonly target: Target;
  readonly likely: RepairRule;
  readonly busy: boolean;
  readonly onApply: (request: RepairRequest) => void;
}

const SHOWN = 100;
const TYPING_MS = 200;

export function BulkRepair({ count, target, likely, busy, onApply }: BulkRepairProps) {
  const { client } = useServices();
  const [rule, setRule] = useState<RepairRule>(likely);
  const [find, setFind] = useState('');
  const [replacement, setReplacement] = useState('');
  const [answer, setAnswer] = useState<{ readonly asked: string; readonly outcome: Outcome } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const request: RepairRequest = { rule, target, ...(rule === 'replace' ? { find, replacement } : {}) };
  // The same request again, made anew at each drawing, is no reason to ask again.
  const asked = JSON.stringify(request);

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      client
        .call(
          'repair/preview',
          { request: repairRequest.parse(JSON.parse(asked)), limit: SHOWN },
          { signal: abort.signal },
        )
        .then((found) => {
          setAnswer({ asked, outcome: found });
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
  }, [client, asked]);

  const outcome = answer?.asked === asked ? answer.outcome : null;
  const words = RULES.find((r) => r.rule === rule);
  const records = outcome === null ? [] : outcome.records.toSorted((a, b) => Number(b.fits) - Number(a.fits));
  return (
    <section className="wb-repair" aria-label="Repair of the chosen records">
      <header className="wb-repair-head">
        <h2>{formatCount(count)} records</h2>
      </header>
      <NativeSelect
        label="Rule"
        className="wb-repair-text"
        value={rule}
        onChange={(event) => setRule(event.currentTarget.value as RepairRule)}
        data={RULES.map((r) => ({ value: r.rule, label: r.title }))}
        description={words?.help}
      />
      {rule === 'replace' && (
        <div className="wb-repair-pair">
          <TextInput label="Find" value={find} spellCheck={false} onChange={(e) => setFind(e.currentTarget.value)} />
          <TextInput
            label="Replace by"
            value={replacement}
            spellCheck={false}
            onChange={(e) => setReplacement(e.currentTarget.value)}
          />
        </div>
      )}
      <p className="wb-verdict" data-fits={problem === null && (outcome?.repaired ?? 0) > 0} role="status">
        {problem ??
          (outcome === null
            ? 'Reading…'
            : `${formatCount(outcome.repaired)} would be loaded, ${formatCount(outcome.refused)} stay rejected.`)}
      </p>
      <div className="wb-repair-cells" tabIndex={0} role="region" aria-label="What comes of the records">
        <table>
          <thead>
            <tr>
              <th className="wb-right wb-nowrap">Record</th>
              <th>New text, or why it does not fit</th>
            </tr>
          </thead>
          <tbody>
            {records.map((r) => (
              <tr key={keyOf(r)}>
                <th scope="row" className="wb-right wb-nowrap">
                  {r.fits ? (
                    <CircleCheck size={13} aria-label="fits" className="wb-good" />
                  ) : (
                    <CircleX size={13} aria-label="does not fit" className="wb-bad" />
                  )}{' '}
                  {[r.record, ...r.joined].map(formatCount).join(' + ')}
                </th>
                <td>
                  {!r.fits && <span className="wb-note">{r.problem} </span>}
                  <bdi className="wb-mono">{visibleText(r.text, 300)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <footer className="wb-repair-foot">
        <Button disabled={(outcome?.repaired ?? 0) === 0} loading={busy} onClick={() => onApply(request)}>
          {outcome === null || outcome.repaired === 0
            ? 'Load the records'
            : `Load ${formatCount(outcome.repaired)} ${outcome.repaired === 1 ? 'record' : 'records'}`}
        </Button>
      </footer>
    </section>
  );
}
