/** What the analysis of the case found, and where to go from there. */
import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useController } from '../app/controller-context.ts';
import { openTab } from '../app/tabs.ts';
import { formatCount } from '../grid/format.ts';
import { PlainName, dateText } from './ReviewParts.tsx';
import { rangeText, useReviewActions, useReviewDesk } from './review-desk.ts';
import { ReviewGate } from './ReviewGate.tsx';

type State = CallOut<'analysis/state'>;

export function ReviewAnalysisTab() {
  return <ReviewGate>{(state) => <Summary state={state} />}</ReviewGate>;
}

function Summary({ state }: { readonly state: State }) {
  const actions = useReviewActions();
  const controller = useController();
  const table =
    (name: string): (() => void) =>
    () =>
      controller.openTable('case', name);
  return (
    <div className="wb-scroll wb-party" tabIndex={0} role="region" aria-label="Analysis of the case">
      <header className="wb-party-head wb-analysis-head">
        <div className="wb-grow">
          <h2>Analysis</h2>
          <p className="wb-note">
            {state.analyzed === null ? '' : `Made ${new Date(state.analyzed).toLocaleString()} `}from{' '}
            {formatCount(state.lines)} lines in their current version. All of it are indicators, never findings of a
            violation.
          </p>
        </div>
        <Button variant="default" onClick={() => useReviewDesk.setState({ searching: true })}>
          Find a party…
        </Button>
        <Button onClick={() => void actions.analyze()}>Analyze again</Button>
      </header>
      <div className="wb-cards">
        <Card
          title="Brands"
          figure={formatCount(state.brands)}
          text={`in ${formatCount(state.branded)} records; the others name no maker that the dictionary knows.`}
        >
          <Button size="compact-sm" variant="default" onClick={table('shipment_brands')}>
            Open the table
          </Button>
        </Card>
        <Card
          title="Exporters"
          figure={rangeText(state.exporters)}
          text={`and ${rangeText(state.importers)} importers, from ${formatCount(state.spellings)} spellings. The truth lies between: what may be one is merged in the lower number, only what surely is in the higher.`}
        >
          <Button
            size="compact-sm"
            variant={state.reviewParties > 0 ? 'filled' : 'default'}
            onClick={() => openTab({ kind: 'review-parties' })}
          >
            {state.reviewParties > 0 ? `Review ${formatCount(state.reviewParties)} pairs` : 'Review pairs'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={table('parties')}>
            Open the table
          </Button>
        </Card>
        <Card
          title="On lists"
          figure={formatCount(state.matches)}
          text={
            state.lists.length === 0
              ? 'The case has no list: nothing can be found.'
              : `parties match an entry; ${formatCount(state.linesListed)} lines were declared while it was listed.`
          }
        >
          <Button
            size="compact-sm"
            variant={state.reviewHits > 0 ? 'filled' : 'default'}
            onClick={() => openTab({ kind: 'review-hits' })}
          >
            {state.reviewHits > 0 ? `Review ${formatCount(state.reviewHits)} hits` : 'Review hits'}
          </Button>
        </Card>
        <Card
          title="Third countries"
          figure={formatCount(state.pairs)}
          text="pairs of legs that fit one after the other within weeks, through a country in between."
        >
          <Button size="compact-sm" variant="default" onClick={table('diversion_pairs')}>
            Open the table
          </Button>
        </Card>
      </div>
      <section className="wb-party-part">
        <h3>Lists</h3>
        {state.lists.length === 0 ? (
          <p className="wb-note">No list was imported yet.</p>
        ) : (
          <ul className="wb-plain">
            {state.lists.map((list) => (
              <li key={list.list_id}>
                <strong>{list.list_id}</strong>: {formatCount(list.entries)} entries{' '}
                <span className="wb-note">
                  from <PlainName name={list.from} limit={120} />, imported {dateText(list.imported)}
                </span>
              </li>
            ))}
          </ul>
        )}
        <p className="wb-part-foot">
          <Button size="compact-sm" variant="default" onClick={() => actions.chooseLists()}>
            Import a list…
          </Button>
        </p>
      </section>
    </div>
  );
}

interface CardProps {
  readonly title: string;
  readonly figure: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Card({ title, figure, text, children }: CardProps) {
  return (
    <section className="wb-card" aria-label={title}>
      <h3>{title}</h3>
      <p className="wb-card-figure">{figure}</p>
      <p className="wb-card-text">{text}</p>
      <div className="wb-card-tools">{children}</div>
    </section>
  );
}
