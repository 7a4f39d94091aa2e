/**
 * What the statements of notebooks name. The engine's own parser says it (syntax-tree.ts); until it has been asked, and
 * for what it gives no tree of, a statement is read by its words (references.ts). Whoever draws a graph from the same
 * readings draws the same graph: the window takes those of the case process.
 */
import { splitStatements, type Statement } from '../sql/tokens.ts';
import { WaybillError } from '../errors.ts';
import type { Notebook } from './document.ts';
import { parametersOf } from './inputs.ts';
import { referencesOf, type RelationReference } from './references.ts';
import { MAX_TEXT, type Tree } from './syntax-tree.ts';

/** Something said of a place in a statement. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

/** What one statement names; offsets are those of its text. */
export interface Reading {
  readonly references: readonly RelationReference[];
  readonly parameters: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Why it cannot be read at all. */
  readonly error: Said | null;
  /** Why it was read by its words although the engine was asked. */
  readonly remark: Said | null;
}

/** Reads a statement by its words. */
export function readByWords(statement: Statement, remark: Said | null = null): Reading {
  const parameters = parametersOf(statement);
  try {
    return { references: referencesOf(statement), parameters, error: null, remark };
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    return { references: [], parameters, error: { code: error.code, message: error.advice, offset: 0 }, remark: null };
  }
}

/** The reading of a statement of which the engine gave a tree. Its target is in the words: a tree is that of its query. */
export function readByTree(statement: Statement, tree: Extract<Tree, { kind: 'read' }> | null): Reading {
  const words = readByWords(statement);
  if (words.error) return words;
  const written = words.references.filter((reference) => reference.access === 'write');
  const relations = tree?.relations ?? [];
  return {
    ...words,
    references: [...written, ...relations].sort((a, b) => a.from - b.from),
    // A name that is none to the engine (`?`, `$1`) is refused by whoever binds it.
    parameters: words.parameters.filter(
      ({ name }) => !tree || !/^\p{L}|^_/u.test(name) || tree.parameters.has(name.toLowerCase()),
    ),
  };
}

/** What is said where the engine's parser gives no tree of what it can read. */
export const byWordsRemark = (statement: Statement): Said => ({
  code: 'notebook/read-by-words',
  message:
    statement.text.length > MAX_TEXT
      ? 'This statement is too long for a syntax tree, so what it needs was read from its words.'
      : 'DuckDB gives no syntax tree of this statement, so what it needs was read from its words.',
  offset: 0,
});

/** A name with its offset in the cell's source. */
export interface Use {
  readonly name: string;
  readonly offset: number;
}

/** What the SQL of a cell names; offsets are those of its source. */
export interface Uses {
  /** Relations read by a bare name, as written. */
  readonly relations: readonly Use[];
  /** Dotted names of objects that it makes or changes, lower case. */
  readonly writes: readonly string[];
  /** Dotted names of `work` objects that it reads, lower case. */
  readonly readsWork: readonly string[];
  readonly parameters: readonly Use[];
  /** Statements that cannot be read. */
  readonly errors: readonly Said[];
  /** Statements that the engine could not read. */
  readonly remarks: readonly Said[];
}

/** Statements of some open notebooks; old ones are forgotten in the order of being learnt. */
const REMEMBERED = 20_000;

export class Readings {
  readonly #known = new Map<string, Reading>();
  /** By a cell's source, since typing changes one cell; anew after something was learnt, until the engine said it all. */
  readonly #uses = new Map<string, { readonly uses: Uses; readonly isWhole: boolean; readonly learnt: number }>();
  #learnt = 0;

  of(statement: Statement): Reading {
    return this.#known.get(statement.text) ?? readByWords(statement);
  }

  /** Takes what the engine said, by the text of the statement. */
  learn(readings: Iterable<readonly [text: string, reading: Reading]>): void {
    for (const [text, reading] of readings) this.#known.set(text, reading);
    for (const text of this.#known.keys()) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(text);
    }
    this.#learnt += 1;
  }

  /** The statements of a notebook that the engine has not been asked for, each once. */
  missing(notebook: Notebook): string[] {
    const found = new Set<string>();
    for (const block of notebook.blocks) {
      if (block.kind !== 'sql' || this.#entry(block.source).isWhole) continue;
      for (const { text } of splitStatements(block.source)) if (!this.#known.has(text)) found.add(text);
    }
    return [...found];
  }

  usesOf(source: string): Uses {
    return this.#entry(source).uses;
  }

  #entry(source: string): { readonly uses: Uses; readonly isWhole: boolean } {
    const remembered = this.#uses.get(source);
    if (remembered && (remembered.isWhole || remembered.learnt === this.#learnt)) return remembered;
    const isWhole = splitStatements(source).every(({ text }) => this.#known.has(text));
    const entry = { uses: this.#read(source), isWhole, learnt: this.#learnt };
    if (this.#uses.size >= REMEMBERED) this.#uses.clear();
    this.#uses.set(source, entry);
    return entry;
  }

  #read(source: string): Uses {
    const uses = {
      relations: [] as Use[],
      writes: [] as string[],
      readsWork: [] as string[],
      parameters: [] as Use[],
      errors: [] as Said[],
      remarks: [] as Said[],
    };
    for (const statement of splitStatements(source)) {
      const { references, parameters, error, remark } = this.of(statement);
      const here = (said: Said): Said => ({ ...said, offset: statement.start + said.offset });
      for (const { path, access, from } of references) {
        const dotted = path.join('.').toLowerCase();
        if (access === 'write') uses.writes.push(dotted);
        else if (path.length === 1) uses.relations.push({ name: path[0]!, offset: statement.start + from });
        else if (path[0]!.toLowerCase() === 'work') uses.readsWork.push(dotted);
      }
      for (const { name, from } of parameters) uses.parameters.push({ name, offset: statement.start + from });
      if (error) uses.errors.push(here(error));
      if (remark) uses.remarks.push(here(remark));
    }
    return uses;
  }
}

/** Readings where no engine can be asked: all by words. */
export const WORDS = new Readings();
