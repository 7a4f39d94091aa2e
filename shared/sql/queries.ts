/** SQL files cut into titled queries at their `-- %%` lines. */
import { splitStatements } from './tokens.ts';

/** One query of a file. */
export interface TitledQuery {
  readonly title: string;
  readonly sql: string;
}

/** Cuts a `.sql` file at its `-- %% title` lines; what stands before the first, and parts without a statement, are left out. */
export function cutQueries(text: string): TitledQuery[] {
  return text
    .split(/^-- %%/m)
    .slice(1)
    .map((part) => {
      const [title = '', ...body] = part.split('\n');
      return { title: title.trim(), sql: body.join('\n') };
    })
    .filter((query) => splitStatements(query.sql).length > 0);
}
