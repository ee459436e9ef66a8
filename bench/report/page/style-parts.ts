/** Style of tables, charts and strips. */

const TABLES = `
.table-block{position:relative;margin-top:1.25rem}
.tools{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;justify-content:flex-end;font-size:.8125rem}
.tools button{padding:.25rem 0;color:var(--muted);text-decoration:underline;text-underline-offset:.18em;text-decoration-color:var(--line)}
.tools button:hover{color:var(--ink);text-decoration-color:currentColor}
@media screen and (min-width:62rem){
.tools{position:absolute;top:.05rem;right:0;z-index:2}
html.scripted caption{padding-right:18rem}
}
.scroll{overflow-x:auto;overscroll-behavior-x:contain;-webkit-overflow-scrolling:touch}
table{width:100%;border-collapse:separate;border-spacing:0;font-size:.8125rem;line-height:1.125rem}
caption{padding:.25rem 0 .5rem;text-align:left;color:var(--muted);caption-side:top}
caption span{position:sticky;left:0;display:inline-block;max-width:calc(100vw - 2rem)}
.why{display:block;max-width:max(11rem,min(48rem,100vw - 17rem))}
th,td{overflow-wrap:normal;padding:.4375rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);white-space:nowrap}
th:last-child,td:last-child{padding-right:0}
thead th{vertical-align:bottom;font-weight:600;border-bottom:1px solid var(--strong-line);border-top:1px solid var(--strong-line)}
thead small,td small{display:block;color:var(--muted);font-weight:400;font-size:.75rem;line-height:1rem}
tbody th{font-weight:600}
th:first-child{position:sticky;left:0;z-index:1;padding-left:0;background:var(--bg);white-space:normal;min-width:8rem}
.number,th.number,td[data-v]:not(.text),[id^=table-blocks] td{text-align:right}
td b{font-weight:680}
td.none{color:var(--muted)}
td.wrap{white-space:normal;min-width:14rem}
th.titled-column{white-space:normal;min-width:4.5rem}
.facts td{white-space:normal;min-width:4rem;max-width:18rem;overflow-wrap:break-word}
.facts td details{margin:0;font-size:.75rem;color:var(--muted)}.facts td summary{padding:0;cursor:pointer;font-size:.8125rem;font-weight:400;line-height:1.125rem;color:var(--ink)}
tbody tr:hover>*{background:var(--surface)}
tr.group th{padding-top:1rem;font-weight:600;color:var(--muted)}
tr.group:hover th{background:var(--bg)}
tr.group th span{position:sticky;left:0}
tr.unmeasured td[colspan]{color:var(--muted);white-space:normal;overflow-wrap:anywhere}
tr.unmeasured strong{color:var(--notice)}
sup{line-height:0;font-size:.6875rem}
sup a{padding:.4em .35em;text-decoration:none;color:var(--muted);font-weight:400}
sup a:hover{text-decoration:underline}
.warnings{white-space:normal!important;min-width:5.5rem}
.warnings a{font-size:.75rem;display:inline-block;color:var(--notice);white-space:nowrap}
.sort{width:100%;font-weight:600}
th.text .sort span::after,th.number .sort span::before{content:"\\2195";display:inline-block;width:.8em;margin:0 .2em;color:var(--muted);font-weight:400}
th.text[aria-sort=ascending] .sort span::after,th.number[aria-sort=ascending] .sort span::before{content:"\\2191";color:var(--ink)}
th.text[aria-sort=descending] .sort span::after,th.number[aria-sort=descending] .sort span::before{content:"\\2193";color:var(--ink)}
.footnotes{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem 1.5rem;margin-top:.9rem;font-size:.8125rem;line-height:1.45;color:var(--muted)}
.footnotes h3{font-size:.8125rem;line-height:1.45;color:var(--ink)}
.footnotes ul{margin:0;padding:0;list-style:none;columns:24rem 2;column-gap:2.5rem}
.footnotes li{break-inside:avoid;margin-bottom:.3rem;text-wrap:pretty}
.footnotes strong{color:var(--ink);font-weight:600}
.footnotes em{color:var(--notice);font-style:normal}
.hash{display:inline-block;width:34ch;white-space:normal;overflow-wrap:anywhere;font-size:.75rem;color:var(--muted)}`;

const CHARTS = `
.chart{display:none;margin-top:.5rem}
html.scripted .chart{display:block}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:0;padding:0;list-style:none;font-size:.8125rem;color:var(--muted)}
.legend li{display:flex;align-items:center;gap:.45rem}
.legend.phases{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));gap:.25rem 1.5rem}
.legend.phases b{color:var(--ink);font-weight:600}
.hint{margin-top:.25rem;font-size:.8125rem;color:var(--muted)}
.mark{display:inline-block;flex:none;width:.625rem;height:.625rem;background:currentColor}
.mark.sync{border-radius:50%;background:var(--sync)}
.mark.async{background:var(--async);transform:rotate(45deg) scale(.86)}
.mark.floor{border-radius:50%;background:var(--floor)}
.legend .mark.floor{width:1.1rem;border-radius:0;background:repeating-linear-gradient(135deg,var(--line) 0 3px,transparent 3px 5px);border-right:1.5px solid var(--floor)}
.mark.reference{width:0;height:1rem;background:none;border-left:1.5px dashed var(--muted)}
.mark.whisker{width:1.1rem;height:.6rem;background:linear-gradient(currentColor,currentColor) center/100% 1.5px no-repeat;border:solid currentColor;border-width:0 1.5px}
td .mark{margin-right:.45rem;vertical-align:0}
.swatch{width:.8rem;height:.8rem;flex:none;background:var(--swatch)}
.plot{position:relative;width:100%}
.plot.overview{height:calc(var(--rows)*1.85rem + 2.25rem)}
.plot.phases{height:calc(var(--rows)*2.1rem + 2.25rem)}
.plot.many{height:calc(var(--rows)*1.15rem + 2.25rem)!important}
.plot.history{height:17rem}
.plot.ladder{height:26rem;max-width:52rem}
.plot.sweep{height:30rem;max-width:60rem}
.table-block+.chart{margin-top:2rem}
.titled caption{color:var(--ink);font-weight:650}
.titled .hint{max-width:60em;margin-top:.5rem}
.listing{margin:0 0 2rem;padding:1rem 1.25rem;overflow-x:auto;background:var(--surface);font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.8125rem;line-height:1.6}
.titled td.wrap{min-width:5rem}
.claim{min-width:14rem!important;max-width:30rem}
.unsound{color:var(--notice)}
.toggle{display:flex;flex-wrap:wrap;font-size:.8125rem;border:1px solid var(--muted);border-radius:3px}
.toggle button{padding:.3rem .7rem}
.toggle button+button{border-left:1px solid var(--muted)}
.toggle button[aria-pressed=true]{background:var(--ink);color:var(--bg)}
.toggle button:focus-visible{position:relative;z-index:1}
@media screen and (max-width:40rem){
.footnotes{grid-template-columns:minmax(0,1fr)}
.plot.overview{height:calc(var(--rows)*2.6rem + 2.25rem)}
.plot.phases{height:calc(var(--rows)*2.9rem + 2.25rem)}
}`;

const STRIPS = `
.strips{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:1.25rem 1.75rem;margin:.75rem 0 .9rem}
.strip figcaption{font-size:.8125rem;line-height:1.35}
.strip figcaption strong{display:block;font-weight:600}
.strip small{margin-left:.4rem;color:var(--muted);font-size:.75rem}
.strip em{font-style:normal;color:var(--notice)}
.strip{--tone:var(--sync)}
.strip.async{--tone:var(--async)}
.strip.floor{--tone:var(--floor)}
.panel{display:grid;grid-template-columns:minmax(0,1fr) auto;grid-template-rows:1fr auto;column-gap:.5rem;margin-top:.3rem}
.panel svg{grid-row:1/3;width:100%;height:6rem;border-left:1px solid var(--line);border-bottom:1px solid var(--line);overflow:visible}
.panel .end{min-width:4.1rem;font-size:.75rem;line-height:1.1;color:var(--muted)}
.panel path{fill:none;vector-effect:non-scaling-stroke}
.panel .dots{stroke:var(--tone);stroke-width:3;stroke-linecap:round;stroke-opacity:.7}
.panel .medians{stroke:var(--ink);stroke-width:1.5}
.panel .centre{stroke:var(--muted);stroke-width:1;stroke-dasharray:3 3}
.panel .band{fill:var(--tone);fill-opacity:.14}
@media screen and (max-width:40rem){
.strips{grid-template-columns:repeat(2,minmax(0,1fr));gap:1.1rem 1rem}
.panel{column-gap:.3rem}
.panel svg{height:5rem}
.panel .end{min-width:3.2rem;font-size:.6875rem}
}`;

const MATRIX = `
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.matrix{margin-top:1rem}
.filters{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center;margin-bottom:.5rem}
.filters input,.filters select{font:inherit;font-size:.8125rem;color:inherit;background:var(--surface);border:1px solid var(--muted);border-radius:3px;padding:.2rem .4rem}
.filters input{width:9rem}
.filters .count{color:var(--muted);font-size:.8125rem}
.matrix td,.matrix th{padding:.3rem .5rem}
.matrix tbody th{white-space:nowrap}
.matrix tbody th small{color:var(--muted);font-weight:400;font-size:.75rem;margin-left:.35rem}
.matrix th .mark{margin-right:.45rem}
.matrix td small{display:inline-block;min-width:3.6rem;margin-left:.25rem;font-size:.75rem}
.matrix.several td small{display:block;min-width:0}
.matrix td a{text-decoration:none}
.matrix td a:hover{text-decoration:underline}
.matrix .place{display:block;height:3px;margin-top:.15rem;background:linear-gradient(var(--line),var(--line)) center/100% 1px no-repeat;position:relative}
.matrix .place::after{content:"";position:absolute;top:0;height:3px;left:min(var(--at),calc(100% - 3px));width:max(3px,var(--width));max-width:calc(100% - min(var(--at),calc(100% - 3px)));background:var(--sync)}
.matrix tr[data-calls=async] .place::after{background:var(--async)}
tbody th small{display:block;color:var(--muted);font-weight:400;font-size:.75rem;line-height:1rem}
.matrix tbody th small{display:inline}
details.fold{margin-top:1rem}
details.fold>summary{font-size:.9375rem}
details.footnotes{display:block}
details.footnotes ul{margin-top:.4rem}
details.footnotes summary{font-weight:400}
@media screen and (min-width:80rem){
.matrix:not(.many) .scroll{overflow:visible}
.matrix thead th{position:sticky;top:0;z-index:2;background:var(--bg)}
.matrix thead th:first-child{z-index:3}
}
@media screen and (max-width:48rem){
.matrix .wide,.matrix tbody th small{display:none}
.matrix td small{display:block;min-width:0}
.matrix td,.matrix th{padding:.25rem .3rem}
.matrix tbody th:first-child{min-width:6.5rem;max-width:9rem;overflow-wrap:anywhere;white-space:normal}
.matrix th .mark{margin-right:.25rem}
.filters input{width:6.5rem}
.filters select{max-width:7.2rem}
.lead{font-size:.9375rem}
.trust,.banner{font-size:.8125rem;line-height:1.4}
}`;

const COMPARE = `
.compare-with{margin-left:auto}
.compare-with button,button.plain{padding:.15rem .6rem;border:1px solid var(--muted);border-radius:3px;color:var(--ink);font-size:.8125rem}
.compare-with button:hover,button.plain:hover{background:var(--surface)}
.compare .description+p{margin-top:.75rem}
.compare h2:focus{outline:none}
.compare ul.banner{margin:0 0 1rem;padding-left:1.75rem}
.compare td.text{white-space:normal;min-width:5rem;max-width:24rem}
.compare .notes{padding:0;list-style:none}
.compare .notes li{padding:0}
@media screen and (min-width:48rem){
.compare td.number small{display:inline;margin-left:.35rem}
}
.claim-slower b,.claim-missing b{color:var(--notice)}
.claim-faster b{color:var(--sync)}
.claim-none b,.claim-same b,.claim-added b{font-weight:400;color:var(--muted)}
details.case{border-bottom:1px solid var(--line)}
details.case>summary{display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:.45rem 0;font-weight:400;font-size:.875rem}
details.case>summary b{font-weight:600;min-width:min(100%,16rem)}
details.case>summary span{color:var(--muted)}
details.case>summary .from-to{color:var(--ink);min-width:11rem}
.legend.runs{margin-bottom:.75rem}
.section-head details.fold{margin-top:0}
details.case[open]{padding-bottom:1.25rem}
.mark.other{border-radius:50%;background:none;border:1.5px solid var(--notice)}
td.other{color:var(--notice);white-space:normal}
#compare-problem{margin-top:1rem}`;

export const STYLE_PARTS = [TABLES, CHARTS, STRIPS, MATRIX, COMPARE].join('\n');
