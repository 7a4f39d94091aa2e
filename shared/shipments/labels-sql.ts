/** Texts of HS codes: `hs_labels`, a view over the nomenclatures of a case. */
import { join, literal, sql, type Sql } from '../sql/sql.ts';
import { OWN_LABELS } from './hs-labels.ts';

/** What `edition` says of Waybill's own labels. */
export const OWN_EDITION = 'Short labels of Waybill';
const OWN_PLACE = sql`2147483647`;

const ownLabels: Sql = sql`(VALUES ${join(OWN_LABELS.map(([code, text]) => sql`(${literal(code)}, ${literal(text)})`))}) own(code, text)`;

/**
 * Rows `code, text, edition, level, nomenclature_id`: one for each code of a nomenclature, and one for each code of
 * `shipments`, with the text of the longest beginning that any nomenclature has (12, 10, 8, 6, 4 or 2 digits, with or
 * without the zeros that fill a code up). Of nomenclatures with the same code the one imported last speaks;
 * Waybill's own labels (`nomenclature_id` NULL) come last.
 * @param codes relation `nomenclature_id, code, text` @param editions relation `nomenclature_id, edition, place`
 */
export const hsLabelsSql = (codes: Sql, editions: Sql, shipments: Sql): Sql => sql`WITH known AS (
    SELECT code, text, edition, nomenclature_id, place FROM ${codes} JOIN ${editions} USING (nomenclature_id)
    UNION ALL SELECT code, text, ${literal(OWN_EDITION)}, NULL, ${OWN_PLACE} FROM ${ownLabels}
  ), best AS (
    SELECT code, arg_min(text, place) AS text, arg_min(edition, place) AS edition, arg_min_null(nomenclature_id, place) AS nomenclature_id
    FROM known GROUP BY code
  ), wanted AS (
    SELECT DISTINCT hs_code AS code FROM ${shipments} WHERE strlen(hs_code) >= 2
  ), beginnings AS (
    SELECT code, length AS level, left(code, length) AS beginning, 1 AS exact FROM wanted CROSS JOIN (VALUES (14), (12), (10), (8), (6), (4), (2)) v(length) WHERE strlen(code) >= length
    UNION ALL SELECT code, length, rpad(left(code, length), 10, '0'), 0 FROM wanted CROSS JOIN (VALUES (8), (6), (4), (2)) v(length) WHERE strlen(code) >= length
  ), found AS (
    SELECT b.code, level, level * 2 + exact AS rank, n.text, n.edition, n.nomenclature_id FROM beginnings b JOIN best n ON n.code = b.beginning
  )
  SELECT code, arg_max(text, rank) AS text, arg_max(edition, rank) AS edition, max(level) AS level, arg_max_null(nomenclature_id, rank) AS nomenclature_id FROM found GROUP BY code
  UNION ALL
  SELECT code, text, edition, strlen(code)::INTEGER, nomenclature_id FROM best WHERE code NOT IN (FROM wanted)`;
