/** How the page of a class looks, on a screen, on a phone and on paper, and what moves on it. It needs nothing from anywhere. */

export const STYLE = `
:root { --ink: #1c2430; --soft: #5a6675; --line: #d5dbe3; --back: #ffffff; --panel: #f5f7fa; --good: #1f7a43; --good-back: #dff2e5; --bad: #a8201a;
  --bad-back: #fbdcd9; --unclear: #7a5200; --unclear-back: #fdf0cf; --faint-back: #eceff3; --accent: #1d4f91; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a3afbd; --line: #3a4450; --back: #14181e; --panel: #1d232b; --good: #7fd6a0;
  --good-back: #173524; --bad: #ff9d95; --bad-back: #4a1c1a; --unclear: #f0c25b; --unclear-back: #40310d; --faint-back: #262d36; --accent: #8dbbff; } }
* { box-sizing: border-box; }
html[lang="en"] [lang="zh-CN"]:not(html), html[lang="zh-CN"] [lang="en"]:not(html) { display: none; }
body { margin: 0; color: var(--ink); background: var(--back); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC",
  "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .5rem 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p.how { color: var(--soft); margin: .2rem 0 .6rem; font-size: .9rem; }
button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
button.language { border: 1px solid var(--line); border-radius: .4rem; padding: .2rem .7rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; padding: 0; margin: .6rem 0; list-style: none; }
.figures li { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .8rem; }
.figures b { display: block; font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures span { color: var(--soft); font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; }
table.everybody { width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
thead th { border-bottom: 2px solid var(--line); }
td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.state { white-space: nowrap; }
td.who { min-width: 7rem; overflow-wrap: anywhere; }
td.id { min-width: 4.5rem; max-width: 9rem; overflow-wrap: anywhere; }
.sorter { cursor: pointer; white-space: nowrap; }
.sorter::after { content: " ↕"; color: var(--soft); font-weight: 400; }
th[aria-sort="ascending"] .sorter::after { content: " ↑"; color: var(--ink); }
th[aria-sort="descending"] .sorter::after { content: " ↓"; color: var(--ink); }
.mark { display: inline-block; border-radius: .3rem; padding: 0 .4rem; white-space: nowrap; }
.pass { color: var(--good); background: var(--good-back); }
.fail { color: var(--bad); background: var(--bad-back); }
.error, .refused, .duplicate { color: var(--unclear); background: var(--unclear-back); }
.not-judged, .skipped, .missing { color: var(--soft); background: var(--faint-back); }
a { color: var(--accent); }
.lost { color: var(--soft); font-size: .88rem; overflow-wrap: anywhere; }
td.lost { min-width: 12rem; }
svg { display: block; max-width: 100%; height: auto; }
svg text { fill: var(--ink); font-size: 12px; }
svg .soft { fill: var(--soft); }
svg .above { fill: var(--good); } svg .under { fill: var(--bad); } svg .axis { stroke: var(--line); } svg .mark-line { stroke: var(--ink); stroke-dasharray: 4 3; }
.wrong { list-style: none; padding: 0; margin: 0; }
.wrong li { padding: .45rem 0; border-bottom: 1px solid var(--line); display: grid; grid-template-columns: 6.5rem 1fr; gap: .2rem .8rem; }
.wrong .count { font-weight: 600; font-variant-numeric: tabular-nums; }
.wrong .bar { display: block; height: .4rem; margin-top: .3rem; background: var(--faint-back); border-radius: .2rem; overflow: hidden; }
.wrong .bar i { display: block; height: 100%; background: var(--bad); }
.wrong .who { color: var(--soft); font-size: .88rem; overflow-wrap: anywhere; }
.wrong .looks { display: block; }
table.heat { font-size: .85rem; }
table.heat th, table.heat td { padding: 0; border: 1px solid var(--line); }
table.heat thead th { vertical-align: bottom; border-bottom-width: 1px; font-weight: 400; }
table.heat thead th.criterion { height: 15rem; width: 1.9rem; min-width: 1.9rem; }
table.heat thead th.criterion > div { writing-mode: vertical-rl; text-orientation: sideways; transform: rotate(180deg); max-height: 14.5rem; margin: 0 auto; padding: .2rem 0; line-height: 1.15; overflow: hidden; }
table.heat tbody th { position: sticky; inset-inline-start: 0; background: var(--back); padding: .1rem .5rem; font-weight: 400; max-width: 11rem;
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
table.heat td { text-align: center; width: 1.9rem; min-width: 1.9rem; height: 1.6rem; }
table.heat tr.sum td, table.heat tr.sum th { font-weight: 600; }
@media (max-width: 40rem) { body { font-size: 15px; } main { padding: .6rem .7rem 3rem; } .wrong li { grid-template-columns: 1fr; } th, td { padding: .3rem .4rem; } table.heat tbody th { max-width: 6.5rem; } }
@page { margin: 14mm; }
@media print {
  :root { --ink: #000; --soft: #444; --line: #999; --back: #fff; --panel: #fff; --good: #145c31; --good-back: #e3f3e8; --bad: #8c1712; --bad-back: #fbdcd9; --unclear: #5c3e00; --unclear-back: #fdf0cf; --faint-back: #eee; --accent: #000; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; } button.language, .sort-how { display: none; } .sorter::after { content: none !important; }
  h2, h3, p.how { break-after: avoid; } tr, .wrong li, svg { break-inside: avoid; } thead { display: table-header-group; } .scroll { overflow: visible; }
  table.heat { font-size: 8pt; } table.heat thead th.criterion { height: 11.5rem; } table.heat thead th.criterion > div { max-height: 11rem; } table.heat tbody th { position: static; } a { text-decoration: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

export const SCRIPT = `
(() => {
  const root = document.documentElement;
  const memory = "class-language";
  const choose = (language) => { root.lang = language; try { localStorage.setItem(memory, language); } catch {} };
  try { const kept = localStorage.getItem(memory); if (kept === "en" || kept === "zh-CN") root.lang = kept; } catch {}
  for (const button of document.querySelectorAll("button.language")) button.addEventListener("click", () => choose(root.lang === "en" ? "zh-CN" : "en"));
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const headings = [...table.tHead.rows[0].cells];
    const sort = (heading, column) => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const each of headings) each.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = heading.classList.contains("number");
      const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
      const rows = [...table.tBodies[0].rows].sort((one, other) => {
        const [a, b] = [value(one), value(other)];
        if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
        const order = numeric ? Number(a) - Number(b) : a.localeCompare(b, undefined, { numeric: true });
        return down ? -order : order;
      });
      table.tBodies[0].append(...rows);
    };
    headings.forEach((heading, column) => {
      const sorter = heading.querySelector(".sorter");
      sorter?.addEventListener("click", () => sort(heading, column));
      sorter?.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        sort(heading, column);
      });
    });
  }
})();
`;
