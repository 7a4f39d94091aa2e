/** The brand dictionary of the case: a form per brand or the text, with what a change adds and loses before it is kept. */
import { useState, type ReactNode } from 'react';
import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { BookOpen, Plus, Redo2, TriangleAlert, Undo2 } from 'lucide-react';
import type { CallOut } from '../../shared/contract/calls.ts';
import { useServices } from '../app/services.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount, formatterFor } from '../grid/format.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { BrandForm } from './BrandForm.tsx';
import { Preview } from './Preview.tsx';
import { useCall } from './use-call.ts';
import { useDraft, type Entry } from './use-draft.ts';
import { Spinner } from '../ui/Spinner.tsx';

type Kept = CallOut<'brands/dictionary'>;

interface DictionaryEditorProps {
  readonly tabs: ReactNode;
  /** A name to begin a new brand with. */
  readonly proposed: string | null;
  readonly onTaken: () => void;
  readonly onOpenRows: (sql: string, title: string) => void;
  readonly onChanged: () => void;
}

export function DictionaryEditor(props: DictionaryEditorProps) {
  const { value, error, busy, reload } = useCall('brands/dictionary', {});
  if (value === null || error !== null) {
    return (
      <>
        <div className="wb-toolbar">
          <h1>Brands</h1>
          {props.tabs}
          {busy && <Spinner size={14} label="Reading the dictionary" />}
        </div>
        {error !== null && (
          <EmptyState
            tone="failure"
            icon={TriangleAlert}
            title="The dictionary could not be read"
            actions={<Button onClick={reload}>Try again</Button>}
          >
            {error}
          </EmptyState>
        )}
      </>
    );
  }
  return <Editor key={value.text} kept={value} {...props} onSaved={reload} />;
}

const money = formatterFor({ kind: 'decimal', type: 'DECIMAL(18,2)' });
const NEW: Entry = {
  brand: '',
  aliases: [],
  weak: [],
  models: [],
  parts: [],
  other_goods: [],
  common_word: false,
  exclusions: [],
  owner: null,
};

interface EditorProps extends DictionaryEditorProps {
  readonly kept: Kept;
  readonly onSaved: () => void;
}

function Editor({ kept, tabs, proposed, onTaken, onOpenRows, onChanged, onSaved }: EditorProps) {
  const { client } = useServices();
  const draft = useDraft(kept);
  const [mode, setMode] = useState<'form' | 'text'>('form');
  const [chosen, setChosen] = useState<string | null>(kept.found[0]?.brand ?? kept.brands[0]?.brand ?? null);
  const [fresh, setFresh] = useState<Entry | null>(
    proposed === null ? null : { ...NEW, brand: proposed, aliases: [proposed] },
  );
  const [preview, setPreview] = useState<{ readonly of: string; readonly value: CallOut<'brands/preview'> } | null>(
    null,
  );
  const [why, setWhy] = useState('');
  const [search, setSearch] = useState('');
  const found = new Map(kept.found.map((f) => [f.brand, f]));
  const entry = fresh ?? draft.brands.find((b) => b.brand === chosen) ?? null;
  const shown = draft.brands
    .filter((b) => `${b.brand} ${b.aliases.join(' ')}`.toLocaleLowerCase().includes(search.trim().toLocaleLowerCase()))
    .toSorted(
      (a, b) => (found.get(b.brand)?.lines ?? 0) - (found.get(a.brand)?.lines ?? 0) || a.brand.localeCompare(b.brand),
    );

  const leaveFresh = (): void => {
    setFresh(null);
    onTaken();
  };
  const look = async (): Promise<void> => {
    try {
      const value = await runTask('What the change would do', (options) =>
        client.call('brands/preview', { text: draft.text }, options),
      );
      setPreview({ of: draft.text, value });
    } catch (thrown) {
      showFailure('The change could not be tried', thrown);
    }
  };
  const save = async (text: string | null): Promise<void> => {
    try {
      const { brands, records, unknown } = await runTask('Keeping the dictionary', (options) =>
        client.call('brands/save', { text, expected: kept.text, by: kept.analyst, why }, options),
      );
      useToasts.getState().show({
        tone: 'success',
        title: 'The dictionary is kept',
        detail: `${formatCount(records)} lines of ${formatCount(brands)} brands.${unknown.length > 0 ? ` Decisions name brands that it lacks: ${unknown.join(', ')}` : ''}`,
      });
      onSaved();
      onChanged();
    } catch (thrown) {
      showFailure('The dictionary could not be kept', thrown);
    }
  };
  const previewed = preview?.of === draft.text ? preview.value : null;

  return (
    <>
      <div className="wb-toolbar">
        <h1>Brands</h1>
        {tabs}
        <SegmentedControl
          size="xs"
          aria-label="How the dictionary is shown"
          value={mode}
          onChange={(value) => setMode(value === 'text' ? 'text' : 'form')}
          data={[
            { value: 'form', label: 'Form' },
            { value: 'text', label: 'Text' },
          ]}
        />
        <span className="wb-grow" />
        <IconButton icon={Undo2} label="Undo" disabled={!draft.canUndo} onClick={draft.undo} />
        <IconButton icon={Redo2} label="Redo" disabled={!draft.canRedo} onClick={draft.redo} />
        {kept.own && !draft.changed && (
          <Button size="compact-sm" variant="default" onClick={() => void save(null)}>
            Back to the shipped one
          </Button>
        )}
        <Button
          size="compact-sm"
          variant={previewed === null ? 'filled' : 'default'}
          disabled={!draft.changed || draft.problem !== null}
          onClick={() => void look()}
        >
          See what it changes
        </Button>
      </div>
      <p className="wb-note wb-brands-shares">
        {kept.own ? 'Changed for this case' : 'As it ships with Waybill'}: {formatCount(draft.brands.length)} brands.
        {draft.changed ? ' The draft is not kept yet.' : ' Changes are a draft until you keep them.'}
      </p>
      {draft.problem !== null && (
        <p className="wb-brands-problem" role="alert">
          <TriangleAlert size={14} aria-hidden /> {draft.problem.message}
        </p>
      )}
      <div className="wb-brands-split" data-preview={previewed !== null || undefined}>
        {mode === 'form' ? (
          <>
            <div className="wb-brands-list-box">
              <div className="wb-brands-find">
                <TextInput
                  size="xs"
                  aria-label="Find a brand"
                  placeholder="Find a brand or a spelling"
                  value={search}
                  onChange={(event) => setSearch(event.currentTarget.value)}
                />
                <IconButton icon={Plus} label="Add a brand" onClick={() => setFresh(NEW)} />
              </div>
              <ul className="wb-brands-names" aria-label="Brands of the dictionary">
                {shown.map((brand) => {
                  const lines = found.get(brand.brand);
                  return (
                    <li key={brand.brand}>
                      <button
                        type="button"
                        aria-current={fresh === null && brand.brand === chosen}
                        onClick={() => {
                          leaveFresh();
                          setChosen(brand.brand);
                        }}
                      >
                        <span>{brand.brand}</span>
                        <span className="wb-note wb-tabular">{lines ? formatCount(lines.lines) : '–'}</span>
                      </button>
                    </li>
                  );
                })}
              </ul>
            </div>
            {entry === null ? (
              <EmptyState icon={BookOpen} title="Choose a brand, or add one" />
            ) : (
              <BrandForm
                key={fresh === null ? `${entry.brand}/${draft.text.length}` : 'new'}
                entry={entry}
                isNew={fresh !== null}
                found={fresh === null ? (found.get(entry.brand) ?? null) : null}
                money={money}
                onOpenRows={onOpenRows}
                onKeep={async (next) => {
                  if (await draft.edit(fresh === null ? entry.brand : null, next)) {
                    setChosen(next.brand);
                    if (fresh !== null) leaveFresh();
                  }
                }}
                onRemove={() => {
                  if (fresh !== null) leaveFresh();
                  else void draft.edit(entry.brand, null);
                }}
              />
            )}
          </>
        ) : (
          <DictionaryText key={draft.text} text={draft.text} onText={(text) => void draft.write(text)} />
        )}
        {previewed !== null && (
          <Preview preview={previewed} money={money}>
            <TextInput
              size="xs"
              label="Why"
              placeholder="What the change is for"
              value={why}
              maxLength={4000}
              onChange={(event) => setWhy(event.currentTarget.value)}
            />
            <Button size="xs" onClick={() => void save(draft.text)}>
              Keep the dictionary
            </Button>
          </Preview>
        )}
      </div>
    </>
  );
}

function DictionaryText({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }) {
  const [now, setNow] = useState(text);
  return (
    <Textarea
      className="wb-brands-yaml"
      aria-label="The dictionary as text"
      value={now}
      spellCheck={false}
      onChange={(event) => setNow(event.currentTarget.value)}
      onBlur={() => onText(now)}
    />
  );
}
