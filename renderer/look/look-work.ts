/** What was done in the Quick Look, as a notebook: gathered from its files and query tabs. */
import type { LookWork } from '../../shared/notebook/look-notebook.ts';
import { useSession } from '../app/session.ts';
import { useTabs } from '../app/tabs.ts';
import type { LookFile } from './look-file.ts';

/** Hashing needs the whole file in memory at once; a larger one is named without a hash. */
const HASHED_BYTES = 256 * 1024 * 1024;

/**
 * @param look   the file that is kept; other files come along where a query names their table
 * @param view   the statement behind the table on screen where it is sorted or filtered
 * @param fileOf the content of a looked-at file
 */
export async function lookWork(
  look: LookFile,
  view: string | null,
  fileOf: (id: string) => File | undefined,
): Promise<LookWork> {
  const queries = lookQueries();
  const named = new Set(queries.flatMap(({ text }) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []));
  const others = useSession.getState().looks.filter((l) => l.id !== look.id && named.has(l.relation));
  const files = await Promise.all(
    [look, ...others].map(async ({ id, name, bytes, relation, preview }) => ({
      name,
      bytes,
      sha256: await sha256Of(fileOf(id)),
      relation,
      columns: preview?.columns ?? [],
    })),
  );
  return { files, view, queries };
}

/** The queries that are open on the sandbox and say something. */
export const lookQueries = (): LookWork['queries'] =>
  [...useTabs.getState().specs.values()].flatMap((spec) =>
    spec.kind === 'sql' && spec.workspace === 'look' && spec.text.trim() !== ''
      ? [{ title: spec.title, text: spec.text }]
      : [],
  );

async function sha256Of(file: File | undefined): Promise<string | null> {
  if (!file || file.size > HASHED_BYTES) return null;
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
