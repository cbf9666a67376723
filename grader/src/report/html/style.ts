/** How the page looks: on a phone, on paper, by day and by night. Colour is never the only sign. */

export const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#1d2733,#e6edf3);--quiet:light-dark(#556170,#9aa7b4);--paper:light-dark(#fff,#12171d);--box:light-dark(#f4f6f9,#1b232c);--line:light-dark(#c3ccd6,#3a4654);--good:light-dark(#17693a,#6fd598);--bad:light-dark(#a61b1b,#ff9a90);--unclear:light-dark(#7a5200,#f0c266)}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:76rem;font:16px/1.55 system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
body:has(#en:checked) [lang="zh-CN"]:not(label,html),body:has(#zh:checked) [lang="en"]:not(label,html){display:none}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:0}
.languages{border:0;padding:0;margin:0;display:flex;gap:1rem;justify-content:flex-end;font-size:.9rem}
.languages legend{float:left;color:var(--quiet)}
.score{font-size:2.25rem;font-weight:700;margin:0}
.score small{font-size:1rem;font-weight:400;color:var(--quiet)}
.quiet{color:var(--quiet);font-size:.9rem}
.good{color:var(--good)}.bad{color:var(--bad)}.unclear{color:var(--unclear)}
.dimensions{display:grid;grid-template-columns:max-content max-content minmax(4rem,16rem);gap:.15rem 1rem;align-items:center;margin:0}
.dimensions dt,.dimensions dd{margin:0}
meter{width:100%}
article{border:1px solid var(--line);border-left:6px solid var(--bad);border-radius:4px;padding:.75rem 1rem;margin:1rem 0;background:var(--box);break-inside:avoid-page}
article header{display:flex;justify-content:space-between;gap:1rem}
article dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:.75rem 0}
article dt{font-weight:600}
article dd{margin:0;white-space:pre-wrap}
@media(max-width:34rem){article dl{grid-template-columns:1fr}}
.points{white-space:nowrap;font-weight:600}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:1rem}
figure{margin:.5rem 0;min-width:0}
figcaption{font-weight:600}
.scroll{overflow-x:auto}
svg.sequence{display:block;max-width:none}
svg text{font:12px ui-monospace,Consolas,"Noto Sans Mono CJK SC",monospace;fill:var(--ink);text-anchor:middle;paint-order:stroke;stroke:var(--box);stroke-width:3px}
svg .lane line{stroke:var(--line);stroke-dasharray:4 4}
svg .lane rect{fill:var(--paper);stroke:var(--quiet)}
svg .lane text{font-weight:700;stroke:none}
svg .message line{stroke:var(--quiet);stroke-width:1.25}
svg .message path,svg .message circle{fill:var(--quiet)}
svg .offending line{stroke:var(--bad);stroke-width:3}
svg .offending path,svg .offending circle{fill:var(--bad)}
svg .offending text{font-weight:700;fill:var(--bad)}
ul{padding-left:1.25rem}
.criteria{list-style:none;padding:0}
.criteria li{display:grid;grid-template-columns:1.5rem 1fr max-content;gap:.5rem}
.criteria .quiet{grid-column:2}
details{margin:.5rem 0}
summary{cursor:pointer;font-weight:600}
pre{margin:.25rem 0;padding:.5rem;background:var(--paper);border:1px solid var(--line);overflow-x:auto;font-size:.85rem;line-height:1.45}
pre.wrap{white-space:pre-wrap}
code{font-family:ui-monospace,Consolas,monospace;font-size:.92em}
table{border-collapse:collapse;font-size:.85rem;width:100%}
td{vertical-align:top;padding:.1rem .5rem;border-bottom:1px solid var(--line);font-family:ui-monospace,Consolas,monospace}
td:last-child{min-width:18rem}
tr.offending td{font-weight:700;color:var(--bad)}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10pt}.languages,details:not([open]){display:none}a{color:inherit}article{background:none}}
`;
