/**
 * A check runs a notebook again, and must leave the case as it is: for its time the tables that the notebook makes or
 * changes have other names in `work`, with what they held before where the notebook only adds to them.
 */
import type { Notebook } from '../../shared/notebook/document.ts';
import { referencesOf } from '../../shared/notebook/references.ts';
import { ident, join, qualified, sql } from '../../shared/sql/sql.ts';
import { keyword, splitStatements } from '../../shared/sql/tokens.ts';
import type { NativeEngine } from '../engine/native.ts';

const PREFIX = 'waybill check: ';

/** The tables of `work` that cells write, lower case, with whether the first statement that names one makes it. */
function writtenBy(notebook: Notebook): Map<string, boolean> {
  const written = new Map<string, boolean>();
  for (const block of notebook.blocks) {
    if (block.kind !== 'sql') continue;
    for (const statement of splitStatements(block.source))
      for (const { path, access } of referencesOf(statement)) {
        const [schema, name, more] = path.map((part) => part.toLowerCase());
        if (access !== 'write' || schema !== 'work' || name === undefined || more !== undefined) continue;
        if (!written.has(name)) written.set(name, keyword(statement.tokens[0]) === 'CREATE');
      }
  }
  return written;
}

interface OwnTable {
  readonly name: string;
  readonly kind: 'TABLE' | 'VIEW';
}

async function ownTables(engine: NativeEngine): Promise<OwnTable[]> {
  const { rows } = await engine.internal(
    sql`SELECT table_name, table_type FROM information_schema.tables WHERE table_catalog = 'work' AND table_schema = 'main'`,
  );
  return rows.map(([name, type]) => ({ name: String(name), kind: type === 'VIEW' ? 'VIEW' : 'TABLE' }));
}

/**
 * Does `work` with other names for the tables that the notebook writes; what the work made is gone afterwards, whether it
 * failed or not.
 */
export async function withScratchTables<T>(
  engine: NativeEngine,
  notebook: Notebook,
  work: (renamed: ReadonlyMap<string, string>) => Promise<T>,
): Promise<T> {
  const written = writtenBy(notebook);
  if (written.size === 0) return work(new Map());
  await dropMade(engine, null);
  const before = await ownTables(engine);
  const renamed = new Map([...written.keys()].map((name) => [name, PREFIX + name]));
  try {
    for (const [name, makes] of written) {
      const there = before.find((table) => table.name.toLowerCase() === name);
      if (makes || !there) continue;
      await engine.internal(
        sql`CREATE TABLE ${qualified('work', PREFIX + name)} AS FROM ${join([ident('work'), ident(there.name)], '.')}`,
      );
    }
    return await work(renamed);
  } finally {
    await dropMade(engine, new Set(before.map((table) => table.name)));
  }
}

/** Drops what a check left: all that carries its mark, and all that was not there `before`, if that is told. */
async function dropMade(engine: NativeEngine, before: ReadonlySet<string> | null): Promise<void> {
  const now = await ownTables(engine);
  const made = now.filter(({ name }) => name.startsWith(PREFIX) || before?.has(name) === false);
  for (const { name, kind } of made.toSorted((a, b) => b.kind.localeCompare(a.kind)))
    await engine.internal(sql`DROP ${{ text: kind, binds: [] }} IF EXISTS ${qualified('work', name)}`);
}
