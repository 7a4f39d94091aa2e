/** What a new notebook begins with: a question to replace, an input, and two cells of which the second uses the first. */
export const FIRST_NOTEBOOK = `---
waybill: 1
title: New notebook
inputs:
  since: { type: date, value: 2022-02-24 }
---
# New notebook

What is the question?

\`\`\`sql name=lines
from shipments
where version_status = 'current' and decl_date >= $since
\`\`\`

\`\`\`sql name=by_exporter
select exporter_name, count(*) as lines, sum(value_usd) as usd
from lines
group by all
order by usd desc
\`\`\`
`;
