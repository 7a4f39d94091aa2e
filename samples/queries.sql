-- The questions that the sample case answers. SYNTHETIC data: every company, shipment and number is invented.
-- Each part begins with "-- %%" and a title; `npm start` without a display runs them in this order.

-- %% What was loaded, and what counts
select version_status, count(*) as lines, sum(value_usd) as usd, min(decl_date) as first_date, max(decl_date) as last_date
from shipments
group by all
order by lines desc;

-- %% Drones and their parts from China and Hong Kong to Russia since 2022-02-24, by brand
with sold as (
  select b.brand, s.value_usd, s.decl_date
  from shipments s join shipment_brands b using (source_id, source_record)
  where s.version_status = 'current' and s.direction = 'import' and s.decl_date >= date '2022-02-24'
    and s.exporter_country in ('CN', 'HK') and (s.hs_code like '8806%' or s.hs_code like '8807%')
)
select brand, count(*) as lines, sum(value_usd) as usd, round(100 * sum(value_usd) / sum(sum(value_usd)) over (), 1) as percent, max(decl_date) as last_date
from sold
group by brand
order by usd desc, brand;

-- %% Who sold: exporters by value (names as their parties)
select p.name as exporter, count(*) as lines, sum(s.value_usd) as usd, min(s.decl_date) as first_date, max(s.decl_date) as last_date
from shipments s
  join shipment_brands b using (source_id, source_record)
  left join party_names n on n.role = 'exporter' and n.raw_name = s.exporter_name and n.raw_id is not distinct from s.exporter_id
  left join parties p using (party_id)
where s.version_status = 'current' and s.direction = 'import' and s.decl_date >= date '2022-02-24'
  and s.exporter_country in ('CN', 'HK') and (s.hs_code like '8806%' or s.hs_code like '8807%')
group by all
order by usd desc
limit 20;
