/** What the SQL of a cell names: relations read and written, inputs. Remembered by text, since typing changes one cell. */
import { WaybillError } from '../errors.ts';
import { splitStatements } from '../sql/tokens.ts';
import { parametersOf } from './inputs.ts';
import { referencesOf } from './references.ts';

/** A name with its offset in the cell's source. */
export interface Use {
  readonly name: string;
  readonly offset: number;
}

export interface Uses {
  /** Relations read by a bare name, as written. */
  readonly relations: readonly Use[];
  /** Dotted names of objects that it makes or changes, lower case. */
  readonly writes: readonly string[];
  /** Dotted names of `work` objects that it reads, lower case. */
  readonly readsWork: readonly string[];
  readonly parameters: readonly Use[];
  /** Statements that cannot be read. */
  readonly errors: readonly { readonly code: string; readonly message: string; readonly offset: number }[];
}

/** Cells of some open notebooks; old ones are forgotten in the order of being added. */
const REMEMBERED = 2_000;
const memory = new Map<string, Uses>();

export function usesOf(source: string): Uses {
  const known = memory.get(source);
  if (known) return known;
  const found = read(source);
  if (memory.size >= REMEMBERED) memory.delete(memory.keys().next().value!);
  memory.set(source, found);
  return found;
}

function read(source: string): Uses {
  const relations: Use[] = [];
  const writes: string[] = [];
  const readsWork: string[] = [];
  const parameters: Use[] = [];
  const errors: { code: string; message: string; offset: number }[] = [];
  for (const statement of splitStatements(source)) {
    try {
      for (const { path, access, from } of referencesOf(statement)) {
        const dotted = path.join('.').toLowerCase();
        if (access === 'write') writes.push(dotted);
        else if (path.length === 1) relations.push({ name: path[0]!, offset: statement.start + from });
        else if (path[0]!.toLowerCase() === 'work') readsWork.push(dotted);
      }
    } catch (error) {
      if (!(error instanceof WaybillError)) throw error;
      errors.push({ code: error.code, message: error.advice, offset: statement.start });
    }
    for (const { name, from } of parametersOf(statement)) parameters.push({ name, offset: statement.start + from });
  }
  return { relations, writes, readsWork, parameters, errors };
}
