-- The questions that the sample case answers. SYNTHETIC data: every company, shipment and number is invented.
-- Each part begins with "-- %%" and a title; `npm start` without a display runs them in this order.
-- Scope: goods of a drone brand under a heading of drones and their parts, imported into Russia since 2022-02-24 from sellers
-- in China and Hong Kong. The notebook drones.md tells the whole story.

-- %% What was loaded, and what counts
select version_status, count(*) as lines, sum(value_usd) as usd, min(decl_date) as first_date, max(decl_date) as last_date
from shipments
group by all
order by lines desc;

-- %% In all
select sum(s.value_usd) as usd, count(*) as lines, count(distinct b.brand) as brands,
  least(count(distinct n.strict_party_id), count(distinct n.loose_party_id)) as exporters_from,
  greatest(count(distinct n.strict_party_id), count(distinct n.loose_party_id)) as exporters_to, count(distinct s.exporter_name) as spellings
from shipments s
  join shipment_brands b using (source_id, source_record)
  left join party_names n on n.role = 'exporter' and n.raw_name = s.exporter_name and n.raw_id is not distinct from s.exporter_id
where s.version_status = 'current' and s.direction = 'import' and s.decl_date >= date '2022-02-24' and s.importer_country = 'RU'
  and s.exporter_country in ('CN', 'HK') and regexp_matches(s.hs_code, '^(8806|8807|8802|8525|8526|8507|8543|9503)');

-- %% Brands: value, share, last date
select b.brand, count(*) as lines, sum(s.value_usd) as usd, round(100 * sum(s.value_usd) / sum(sum(s.value_usd)) over (), 1) as percent, max(s.decl_date) as last_date
from shipments s join shipment_brands b using (source_id, source_record)
where s.version_status = 'current' and s.direction = 'import' and s.decl_date >= date '2022-02-24' and s.importer_country = 'RU'
  and s.exporter_country in ('CN', 'HK') and regexp_matches(s.hs_code, '^(8806|8807|8802|8525|8526|8507|8543|9503)')
group by b.brand
order by usd desc, b.brand;

-- %% Who sold: the twenty largest exporters (spellings joined into parties)
select coalesce(p.name, s.exporter_name) as exporter, count(*) as lines, sum(s.value_usd) as usd, min(s.decl_date) as first_date, max(s.decl_date) as last_date
from shipments s
  join shipment_brands b using (source_id, source_record)
  left join party_names n on n.role = 'exporter' and n.raw_name = s.exporter_name and n.raw_id is not distinct from s.exporter_id
  left join parties p on p.party_id = n.party_id
where s.version_status = 'current' and s.direction = 'import' and s.decl_date >= date '2022-02-24' and s.importer_country = 'RU'
  and s.exporter_country in ('CN', 'HK') and regexp_matches(s.hs_code, '^(8806|8807|8802|8525|8526|8507|8543|9503)')
group by all
order by usd desc
limit 20;

-- %% Sales of the owner group's own company after it said on 2022-04-16 that it had stopped
select s.exporter_name as exporter, count(*) as lines, sum(s.value_usd) as usd, min(s.decl_date) as first_date, max(s.decl_date) as last_date
from shipments s join shipment_brands b using (source_id, source_record)
where s.version_status = 'current' and s.direction = 'import' and s.decl_date > date '2022-04-16' and s.importer_country = 'RU'
  and b.owner_group = 'DJI' and regexp_matches(s.exporter_name, 'DJI|IFLIGHT', 'i') and not regexp_matches(s.exporter_name, 'FREIGHT', 'i')
  and regexp_matches(s.hs_code, '^(8806|8807|8802|8525|8526|8507|8543|9503)')
group by s.exporter_name
order by usd desc;

-- %% Legs through third countries (an indicator: same company, same heading, 15 to 45 days, about the same quantity)
select a.importer_country as hub_country, count(*) as pairs, sum(b.value_usd) as usd, round(avg(p.lag_days), 0) as mean_lag_days
from diversion_pairs p
  join shipments a on a.source_id = p.first_source_id and a.source_record = p.first_record
  join shipments b on b.source_id = p.second_source_id and b.source_record = p.second_record
group by hub_country
order by usd desc;
