/**
 * How handouts look, on a screen and on paper, in both languages. One text for all pages: each stands by itself, so the style
 * is in it. Colours only help: everything can be told apart in black and white.
 */

/** A shared beginning, then by language: Latin letters from a Latin font, then Chinese ones of the system or of Noto. */
const CHINESE_FONTS = `"PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"`;

export const STYLE = `
:root { color-scheme: light; --ink: #1f2328; --soft: #57606a; --line: #b8c0c8; --tint: #f3f5f7; --accent: #0b4f9e; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
body { margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 46rem; color: var(--ink); background: #fff;
  font: 16px/1.55 "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", sans-serif; overflow-wrap: break-word; }
body:lang(zh-CN), section:lang(zh-CN), nav a:lang(zh-CN) { font-family: "Segoe UI", Roboto, "Helvetica Neue", Arial, "Liberation Sans", ${CHINESE_FONTS}, sans-serif;
  line-break: strict; word-break: normal; text-autospace: normal; text-spacing-trim: trim-start; }
body:lang(zh-CN) { line-height: 1.7; }
main > p:lang(zh-CN), main > ul > li:lang(zh-CN), .part > p:lang(zh-CN) { text-align: justify; }
/* Slanted Chinese is no emphasis: dots below are. */
:lang(zh-CN) em { font-style: normal; text-emphasis: filled dot; text-emphasis-position: under right; text-decoration-skip-ink: auto; }
h1, h2, h3 { line-height: 1.25; break-after: avoid; break-inside: avoid; text-align: left; text-wrap: balance; }
h1 { font-size: 1.75rem; margin: 0.3rem 0 0.8rem; }
h2 { font-size: 1.25rem; margin: 1.7rem 0 0.5rem; padding-top: 0.5rem; border-top: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.1rem 0 0.4rem; }
p, ul, ol, table, pre, figure { margin: 0.55rem 0; }
ul, ol { padding-left: 1.4rem; }
li { margin: 0.25rem 0; }
a { color: var(--accent); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", ${CHINESE_FONTS}, monospace; font-size: 0.88em; }
code { background: var(--tint); border-radius: 3px; padding: 0.05em 0.25em; }
pre { background: var(--tint); border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 4px; padding: 0.5rem 0.7rem;
  white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; line-height: 1.4; text-align: left; }
pre code { background: none; padding: 0; font-size: inherit; }
figure { break-inside: avoid; }
figure.code figcaption { font: 0.75em ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; color: var(--soft); text-align: right; line-height: 1.3; }
figure.code pre { margin-top: 0; }
figure.picture { text-align: center; }
figure.picture figcaption { font-size: 0.85em; color: var(--soft); text-align: center; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
@media screen and (max-width: 40rem) { .wide table { min-width: 36rem; } .wide table.short { min-width: 0; } }
table { border-collapse: collapse; width: 100%; font-size: 0.92em; }
th, td { border: 1px solid var(--line); padding: 0.28rem 0.5rem; text-align: left; vertical-align: top; }
th { background: var(--tint); }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.hljs-keyword, .hljs-built_in, .hljs-literal { font-weight: 700; }
.hljs-comment { font-style: italic; color: var(--soft); }
.hljs-string, .hljs-regexp { color: #0a5a33; }
.hljs-number { color: #6f3d00; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.2rem 1rem; font-size: 0.85em; color: var(--soft); border-bottom: 1px solid var(--line); padding-bottom: 0.3rem; }
.top nav a { margin-left: 0.8rem; }
.label { font-weight: 700; font-size: 0.85em; margin-bottom: 0.1rem; }
.paper { display: none; }
.yes { font-weight: 700; white-space: nowrap; }
.no { color: var(--soft); }

/* Cheat sheets, run-sheet, cards */
.panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 0.7rem; }
.panel { border: 1.5px solid var(--ink); border-radius: 6px; padding: 0.5rem 0.7rem; break-inside: avoid; }
.panel h2 { border: 0; padding: 0; margin: 0 0 0.3rem; font-size: 1.05rem; }
.panel > *:last-child { margin-bottom: 0; }
.panel svg { display: block; margin: 0 auto; }
.deck { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: 0; }
.card { border: 1px dashed #555; padding: 0.7rem; min-height: 9.5rem; display: flex; flex-direction: column; break-inside: avoid; overflow: hidden; }
.card h3 { margin: 0 0 0.3rem; font-size: 1.15rem; }
.card .kind { font-size: 0.75em; letter-spacing: 0.04em; color: var(--soft); border: 1px solid var(--line); border-radius: 1em; padding: 0 0.6em; align-self: flex-start; margin-bottom: 0.3rem; }
.card p { margin: 0.15rem 0; }
.card .foot { margin-top: auto; font-size: 0.85em; color: var(--soft); }
.board { border: 2px solid var(--ink); border-radius: 6px; padding: 0.4rem 0.8rem; break-inside: avoid; }
.minutes td:first-child, .minutes th:first-child { text-align: right; white-space: nowrap; width: 4.5rem; }

.contents { padding-left: 1.4rem; }
.contents li { padding: 0.15rem 0; }
.contents code { font-size: 0.8em; }

@media print {
  .contents a { display: inline-block; width: calc(100% - 12mm); }
  .contents [data-page-of] { display: inline-block; width: 12mm; text-align: right; }
  .front h1 { font-size: 30pt; margin-top: 45mm; }
  .front h2 { margin-top: 30mm; }
  body { max-width: none; padding: 0; font-size: 10.2pt; line-height: 1.42; }
  body:lang(zh-CN) { font-size: 10pt; line-height: 1.55; }
  p, li { orphans: 3; widows: 3; }
  h1 { font-size: 18pt; }
  h2 { font-size: 12.5pt; margin-top: 13pt; }
  a { color: inherit; text-decoration: none; }
  code, pre { background: none; }
  code { padding: 0; }
  pre code { padding: 0; }
  .hljs-string, .hljs-regexp, .hljs-number { color: inherit; }
  .wide { overflow: visible; }
  .paper { display: revert; }
  .top.paper { display: flex; }
  .screen { display: none; }
  sup.paper { font-size: 0.7em; line-height: 0; padding-left: 1px; }
  .addresses { break-inside: avoid; border-top: 1px solid var(--line); margin-top: 10pt; font-size: 8.5pt; }
  .addresses ol { columns: 2; column-gap: 8mm; margin: 2pt 0; padding-left: 14pt; }
  .addresses li { margin: 0; text-align: left; overflow-wrap: anywhere; break-inside: avoid; }
  .new-page { break-before: page; }
  figure.picture svg { max-height: 70mm; }
  body.sheet { font-size: 9.8pt; line-height: 1.36; }
  body.sheet:lang(zh-CN) { font-size: 9.8pt; line-height: 1.5; }
  body.sheet-exchanges, body.sheet-exchanges:lang(zh-CN) { font-size: 9.4pt; line-height: 1.34; }
  body.run-sheet, body.run-sheet:lang(zh-CN) { font-size: 9.2pt; line-height: 1.4; }
  .sheet h1 { font-size: 15pt; margin: 2pt 0 5pt; }
  .sheet .panels { grid-template-columns: 1fr 1fr; gap: 7pt; }
  .sheet .panel { padding: 4pt 6pt; }
  .sheet .panel h2 { font-size: 10.5pt; }
  .sheet p, .sheet ul, .sheet table, .sheet pre, .sheet figure { margin: 2.5pt 0; }
  .sheet pre { padding: 3pt 5pt; }
  .sheet li { margin: 1pt 0; }
  .sheet .panel svg { max-height: 32mm; }
  .sheet .picture svg { max-height: 42mm; }
  .deck { grid-template-columns: 1fr 1fr; }
  .deck { break-after: page; }
  .deck:last-child { break-after: auto; }
  .card { height: 61mm; min-height: 0; padding: 5mm 6mm; font-size: 11pt; line-height: 1.35; }
  .card h3 { font-size: 14pt; }
}
`;

/** Room for the printer's edge; the number of the page below, where the browser can. */
export function pageRule(footer: string, kind: "text" | "sheet" | "cards"): string {
  const quoted = JSON.stringify(footer);
  if (kind === "cards") return "@page { margin: 12mm 10mm; }";
  if (kind === "sheet") return "@page { margin: 11mm 12mm 11mm; }";
  return `@page { margin: 16mm 16mm 17mm;
  @bottom-left { content: ${quoted}; font: 8pt sans-serif; color: #57606a; }
  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #57606a; } }`;
}
