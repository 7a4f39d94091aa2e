/** What the pictures have in common: tools, the lines that are shown, waiting and failure, what is not in the picture. */
import type { ReactNode } from 'react';
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { RefreshCw, TriangleAlert } from 'lucide-react';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import type { Measure } from './figures.ts';
import { LensBar } from './LensBar.tsx';
import type { PictureId } from './lens.ts';
import { StaleNotice } from './StaleNotice.tsx';
import type { Picture } from './use-picture.ts';

interface PictureFrameProps {
  readonly picture: PictureId;
  readonly answer: Picture<unknown>;
  readonly tools: ReactNode;
  /** Null: there is nothing to show, and this is said instead. */
  readonly empty: { readonly title: string; readonly text: string } | null;
  readonly emptyIcon: Parameters<typeof EmptyState>[0]['icon'];
  /** What is not in the picture, in sentences. */
  readonly notes: readonly string[];
  readonly children: ReactNode;
}

export function PictureFrame({ picture, answer, tools, empty, emptyIcon, notes, children }: PictureFrameProps) {
  const { value, waiting, error, again } = answer;
  return (
    <div className="wb-picture" data-picture={picture} aria-busy={waiting}>
      <div className="wb-toolbar wb-picture-tools" role="toolbar" aria-label="Picture">
        {tools}
        <span className="wb-grow" />
        <IconButton icon={RefreshCw} label="Ask again" onClick={again} />
        <div className="wb-progress-line" data-on={waiting || undefined} aria-hidden>
          <span data-unknown />
        </div>
      </div>
      <StaleNotice />
      <LensBar picture={picture} />
      <div className="wb-picture-body" data-stale={(waiting && value !== null) || undefined}>
        {error !== null ? (
          <EmptyState
            tone="failure"
            icon={TriangleAlert}
            title="This could not be drawn"
            actions={<Button onClick={again}>Try again</Button>}
          >
            {error.message}
          </EmptyState>
        ) : value === null ? (
          <EmptyState icon={emptyIcon} title="Counting the lines…" />
        ) : empty ? (
          <EmptyState icon={emptyIcon} title={empty.title}>
            {empty.text}
          </EmptyState>
        ) : (
          children
        )}
      </div>
      <p className="wb-picture-notes" role="status" aria-live="polite">
        {value !== null && error === null ? notes.join(' ') : ''}
      </p>
    </div>
  );
}

export function MeasureChoice({
  value,
  onChange,
}: {
  readonly value: Measure;
  readonly onChange: (m: Measure) => void;
}) {
  return (
    <SegmentedControl
      aria-label="Measure"
      value={value}
      onChange={(chosen) => onChange(chosen === 'lines' ? 'lines' : 'usd')}
      data={[
        { value: 'usd', label: 'Value' },
        { value: 'lines', label: 'Lines' },
      ]}
    />
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onChange: (value: T) => void;
}

/** One of a few, with its label in front of it. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  return (
    <label className="wb-choice">
      <span className="wb-note">{label}</span>
      <NativeSelect
        value={value}
        onChange={(event) => {
          const chosen = options.find(([each]) => each === event.currentTarget.value);
          if (chosen) onChange(chosen[0]);
        }}
        data={options.map(([each, text]) => ({ value: each, label: text }))}
      />
    </label>
  );
}
