/** The style of a report: readable on a screen, sober on paper; nothing is fetched. */
export const REPORT_STYLE = `
:root { color-scheme: light; --ink: #1c2126; --soft: #59636e; --line: #d5dade; --ground: #f5f7f8; --warn: #8a3b12; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 62rem; color: var(--ink); background: white;
  font: 16px/1.55 Inter, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", Helvetica, Arial, sans-serif; }
header { border-bottom: 2px solid var(--ink); margin-bottom: 2rem; padding-bottom: 1rem; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .5rem; }
main h1 { font-size: 1.6rem; margin: 2.5rem 0 .75rem; }
h2 { font-size: 1.4rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; }
p, ul, ol { max-width: 44rem; }
a { color: #1f5e99; }
.soft, figcaption, caption { color: var(--soft); font-size: .875rem; }
.banner { border-left: 4px solid var(--warn); background: #fdf3ec; padding: .6rem 1rem; margin: 1rem 0; }
.error { border-left: 4px solid var(--warn); background: #fdf3ec; padding: .6rem 1rem; margin: 1rem 0; overflow-wrap: anywhere; }
.address, .hash, code, pre { font-family: "JetBrains Mono", ui-monospace, Consolas, Menlo, monospace; font-size: .8125rem; }
.hash, .address { overflow-wrap: anywhere; }
.refused { color: var(--soft); font-style: italic; }
pre { background: var(--ground); border: 1px solid var(--line); border-radius: 4px; padding: .75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; margin: .5rem 0; min-width: 20rem; }
caption { text-align: left; caption-side: top; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
td { overflow-wrap: break-word; max-width: 28rem; }
thead th { border-bottom: 2px solid var(--ink); white-space: nowrap; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.null::after { content: "–"; color: var(--soft); }
figure { margin: 1.25rem 0; }
figure svg { max-width: 100%; height: auto; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: #1f5e99; }
summary:focus-visible, a:focus-visible { outline: 2px solid #1f5e99; outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: .5rem 0; font-size: .9375rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
@media print {
  body { padding: 0; max-width: none; font-size: 10.5pt; }
  .noprint { display: none; }
  h2, h3, caption { break-after: avoid; }
  tr, figure, pre { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  a { color: inherit; text-decoration: none; }
  @page { margin: 18mm 16mm; }
}
`.trim();
