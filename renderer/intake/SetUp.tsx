/** Sets up one kind of file: how it is read, and what its columns mean. */
import { useState, type ReactNode } from 'react';
import { NativeSelect, SegmentedControl } from '@mantine/core';
import { baseName, type Decisions } from './intake-model.ts';
import { MapView } from './MapView.tsx';
import { ReadView } from './ReadView.tsx';

export type Step = 'read' | 'map';

interface SetUpProps {
  readonly title: string;
  /** Files of the kind; any of them can be looked at. */
  readonly files: readonly string[];
  readonly decisions: Decisions;
  readonly onChange: (decisions: Decisions) => void;
  /** What is to be known before, below the bar. */
  readonly notice?: ReactNode;
  /** Buttons at the right of the bar. */
  readonly children: ReactNode;
}

export function SetUp({ title, files, decisions, onChange, notice, children }: SetUpProps) {
  const [step, setStep] = useState<Step>('read');
  const [chosen, setChosen] = useState<string | null>(null);
  const file = chosen !== null && files.includes(chosen) ? chosen : (files[0] ?? '');
  return (
    <section className="wb-setup" aria-label={title}>
      <div className="wb-setup-bar">
        <SegmentedControl
          aria-label="Step"
          value={step}
          onChange={(value) => setStep(value as Step)}
          data={[
            { value: 'read', label: 'How it is read' },
            { value: 'map', label: 'What its columns mean' },
          ]}
        />
        {files.length > 1 ? (
          <NativeSelect
            aria-label="File shown"
            value={file}
            data={files.map((each) => ({ value: each, label: baseName(each) }))}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        ) : (
          <span className="wb-strong wb-clip" title={file}>
            {baseName(file)}
          </span>
        )}
        <span className="wb-grow" />
        {children}
      </div>
      {notice}
      {step === 'read' ? (
        <ReadView
          key={file}
          file={file}
          choice={decisions.choice}
          onChange={(choice) => onChange({ ...decisions, choice })}
        />
      ) : (
        <MapView
          key={file}
          file={file}
          choice={decisions.choice}
          map={decisions.map}
          onChange={(map) => onChange({ ...decisions, map })}
        />
      )}
    </section>
  );
}
