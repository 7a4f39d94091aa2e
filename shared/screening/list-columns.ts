/** Which column of a list holds what, told from its header in the languages that lists come in. */

export type ListField =
  | 'id'
  | 'name'
  | 'firstName'
  | 'aliases'
  | 'nameType'
  | 'country'
  | 'addresses'
  | 'city'
  | 'identifiers'
  | 'from'
  | 'citation'
  | 'to'
  | 'source'
  | 'kind'
  | 'firstSeen'
  | 'sanctions'
  | 'remarks';

/** Headers by field, as `headerKey` writes them; the earlier of two in one list is the better. */
const HEADERS: Readonly<Record<ListField, string>> = {
  id: 'entity_number|ent_num|entry_id|entity_id|list_entry_id|uid|unique_id|group_id|ofsi_group_id|eu_reference_number|entity_logical_id|reference_number|reference|ref|number|no|id|_id|record_id|номер|номер_записи|编号|序号',
  name: 'name|entity_name|full_name|fullname|whole_name|primary_name|main_name|name_of_entity|listed_name|sdn_name|entity|company|company_name|organisation|organization|organisation_name|organization_name|party|party_name|caption|title_of_entity|name_en|english_name|name_6|lastname|last_name|наименование|полное_наименование|название|имя|фио|организация|компания|名称|实体名称|企业名称|公司名称|nombre|nom|bezeichnung|unvan|unvani|ad',
  firstName: 'first_name|firstname|given_name|имя_отчество|name_1',
  aliases:
    'aliases|alias|alt_names|alternate_names|alternative_names|aka|a_k_a|also_known_as|other_names|akas|weak_aliases|alt_name|name_original_script|non_latin_script|native_name|original_name|name_local|local_name|псевдонимы|псевдоним|другие_названия|также_известен_как|другие_наименования|别名|其他名称|alias_names|former_names|fka|formerly_known_as|nombres_alternativos',
  nameType: 'name_type|alias_type|alt_type|aka_type|type_of_name|namealias_type|тип_имени',
  country:
    'country|countries|country_code|country_name|nationality|nationalities|citizenship|citizenships|jurisdiction|страна|гражданство|юрисдикция|国家|国家地区|pais|pays|land|ulke',
  addresses: 'addresses|address|full_address|address_1|street|location|адрес|адреса|地址|direccion|adresse|adres',
  city: 'city|город|城市|ciudad|ville',
  identifiers:
    'ids|identifiers|identifier|id_numbers|identification_numbers|identification_number|inn|ogrn|tax_id|tax_number|tax_no|tin|registration_number|registration_no|reg_no|company_number|uscc|unified_social_credit_code|bin|vat|инн|огрн|инн_огрн|бин|унп|иин|идентификатор|регистрационный_номер|统一社会信用代码|imo|imo_number',
  from: 'start_date|effective_date|listed_from|listed_on|listing_date|date_listed|date_of_listing|date_added|added|added_on|date_designated|designation_date|date_of_designation|designated_on|entry_date|date_of_entry|valid_from|from|sanctioned_on|date_of_sanction|дата_включения|дата_начала|дата|включен|列入日期|列入时间|生效日期|fecha_de_inclusion|fecha|date',
  citation: 'federal_register_notice|federal_register|federal_register_citation|fr_citation|citation',
  to: 'end_date|expiration_date|listed_to|delisted_on|delisting_date|date_delisted|delisted|removed|removed_on|removal_date|date_removed|valid_to|to|until|дата_исключения|дата_окончания|исключен|移除日期|删除日期|fecha_de_exclusion',
  source:
    'source|source_list|list|list_name|dataset|sanctions_list|authority|regime|programme|program|programs|список|источник|清单|fuente',
  kind: 'type|entity_type|schema|sdn_type|party_type|subject_type|record_type|category|тип|тип_субъекта|类型|类别',
  firstSeen: 'first_seen',
  sanctions: 'sanctions',
  remarks: 'remarks|comments|notes|other_information|additional_information|примечание|примечания|备注|observaciones',
};

/** A header as it is compared: lower case, words joined by `_`, marks and brackets gone. */
export const headerKey = (header: string): string =>
  header
    .replace(/^\ufeff/, '')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .replace(/^(?!_id$)_/, '');

export type ListColumns = Readonly<Partial<Record<ListField, readonly number[]>>>;

/** Fields of which several columns may speak; of the others the best header wins. */
const MANY: ReadonlySet<ListField> = new Set(['aliases', 'addresses', 'identifiers', 'city']);

/** The columns of a header row by field; null where no column is a name. */
export function listColumns(header: readonly string[]): ListColumns | null {
  const keys = header.map(headerKey);
  const columns: Partial<Record<ListField, number[]>> = {};
  const taken = new Set<number>();
  for (const [field, text] of Object.entries(HEADERS) as [ListField, string][]) {
    const known = text.split('|').map(headerKey);
    const found = keys
      .map((key, at) => ({ at, rank: known.indexOf(key) }))
      .filter(({ at, rank }) => rank >= 0 && !taken.has(at))
      .sort((a, b) => a.rank - b.rank || a.at - b.at);
    // Numbered columns (`alias1`, `name 2`) are more of the same.
    const more = MANY.has(field)
      ? keys
          .map((key, at) => ({ at, key: key.replace(/_?\d+$/, '') }))
          .filter(({ at, key }) => !taken.has(at) && known.includes(key) && !found.some((f) => f.at === at))
      : [];
    const kept = MANY.has(field) ? [...found, ...more].map((f) => f.at) : found.slice(0, 1).map((f) => f.at);
    if (kept.length === 0) continue;
    columns[field] = kept.sort((a, b) => a - b);
    for (const at of kept) taken.add(at);
  }
  return columns.name === undefined ? null : columns;
}
