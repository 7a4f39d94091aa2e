/** What completes in the editor: tables and columns of the live catalogue, functions and keywords. */
import type { CompletionSource } from '@codemirror/autocomplete';
import type { SQLNamespace } from '@codemirror/lang-sql';
import type { RelationInfo } from '../../shared/contract/engine.ts';
import { ident } from '../../shared/sql/sql.ts';
import { FUNCTIONS } from './dialect.ts';

/** A name as it must be written: quoted only where it needs it. */
export const writtenName = (name: string): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : ident(name).text);

/** Columns offered of one table; wider ones are found by typing more. */
const COLUMN_LIMIT = 1000;

export function namespaceOf(relations: readonly RelationInfo[]): SQLNamespace {
  return Object.fromEntries(
    relations.map((relation) => [
      relation.name,
      {
        self: { label: relation.name, apply: writtenName(relation.name), type: 'type', detail: relation.kind },
        children: relation.columns.slice(0, COLUMN_LIMIT).map((column) => ({
          label: column.name,
          apply: writtenName(column.name),
          type: 'property',
          detail: column.type,
        })),
      },
    ]),
  );
}

/** Columns of the tables that the text mentions, and functions, wherever a name may stand. */
export function columnsAndFunctions(relations: () => readonly RelationInfo[]): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    if (!word && !context.explicit) return null;
    if (word && context.state.sliceDoc(word.from - 1, word.from) === '.') return null;
    const text = context.state.doc.toString().toLowerCase();
    const mentioned = relations().filter((r) => text.includes(r.name.toLowerCase()));
    const seen = new Set<string>();
    const columns = mentioned.flatMap((relation) =>
      relation.columns.slice(0, COLUMN_LIMIT).flatMap((column) => {
        if (seen.has(column.name)) return [];
        seen.add(column.name);
        return [
          {
            label: column.name,
            apply: writtenName(column.name),
            type: 'property',
            detail: `${relation.name}, ${column.type}`,
            boost: 2,
          },
        ];
      }),
    );
    const functions = FUNCTIONS.map((name) => ({ label: name, apply: `${name}(`, type: 'function', boost: -1 }));
    return { from: word?.from ?? context.pos, options: [...columns, ...functions], validFor: /^[\p{L}\p{N}_]*$/u };
  };
}
