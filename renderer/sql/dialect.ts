/** DuckDB's words for the editor: keywords that colour, types, and functions that complete. */
import { SQLDialect } from '@codemirror/lang-sql';

const KEYWORDS = `all alter analyze and anti any array as asc asof at begin between by case cast check collate column commit
constraint create cross current cube database deallocate default delete desc describe distinct drop else end escape except
exclude execute exists explain extract false fetch filter first following for from full generated glob group grouping having if
ilike in inner insert intersect interval into is isnull join key last lateral left like limit materialized minus natural not
notnull null nulls offset on only or order outer over partition pivot position positional preceding prepare primary qualify
range recursive references rename replace respect returning right rollback rollup row rows sample schema select semi set sets
show similar some struct summarize table tablesample temp temporary then ties to trailing true truncate try_cast unbounded
union unique unpivot update using values view when where window with within without`;

const TYPES = `bigint binary bit blob bool boolean char date decimal double float hugeint int integer interval json list map
numeric real smallint struct text time timestamp timestamptz tinyint ubigint uhugeint uinteger union usmallint utinyint uuid
varchar`;

export const FUNCTIONS =
  `abs age any_value approx_count_distinct arg_max arg_min array_agg avg bool_and bool_or ceil coalesce
concat concat_ws contains count count_if current_date date_diff date_part date_sub date_trunc day dense_rank ends_with epoch
first first_value floor format greatest histogram if ifnull isfinite jaro_winkler_similarity lag last last_value lead least
left length levenshtein list list_contains list_distinct list_sort ln log lower lpad ltrim max max_by md5 median min min_by
mode month now nullif percent_rank printf quantile_cont quantile_disc quarter range rank regexp_extract regexp_extract_all
regexp_full_match regexp_matches regexp_replace regexp_split_to_array repeat replace reverse right round row_number rpad rtrim
split_part starts_with stddev strftime string_agg string_split strip_accents strptime substring sum trim try_strptime typeof
unnest upper var_samp week year`.split(/\s+/);

/** Keywords and types alone, for completion: functions complete with their parenthesis (completion.ts). */
export const duckdbWords = SQLDialect.define({ keywords: KEYWORDS, types: TYPES });

export const duckdb = SQLDialect.define({
  keywords: KEYWORDS,
  types: TYPES,
  builtin: FUNCTIONS.join(' '),
  doubleDollarQuotedStrings: true,
  hashComments: false,
  slashComments: false,
  operatorChars: '*+-%<>!=&|~^/:@',
  specialVar: '$',
  identifierQuotes: '"',
});
