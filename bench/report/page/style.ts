/** The page's style: colours of both schemes and of print, type, layout. Parts with a life of their own are in style-parts.ts. */
import { STYLE_PARTS } from './style-parts.ts';

const LIGHT = `
  --bg:#fcfbf9; --ink:#1b1d20; --muted:#595e65; --line:#dcd8d0; --strong-line:#1b1d20; --surface:#f3f1ec; --focus:#1a5fd0;
  --mark:#fff3c4; --sync:#0a6b74; --async:#b0490c; --floor:#73777d; --notice:#8a3b00; --notice-bg:#fdf0e3;
  --phase-host-open:#4b5d78; --phase-load:#2c7fb8; --phase-compile:#b07d0e; --phase-instantiate:#4a9253; --phase-resolve:#9161bb;
  --phase-first-call:#cf4558; color-scheme:light;`;

const DARK = `
  --bg:#15171a; --ink:#e9e6e1; --muted:#a6abb2; --line:#33373c; --strong-line:#c9c6c0; --surface:#1e2125; --focus:#86b4ff;
  --mark:#3d3619; --sync:#56bdb9; --async:#f19a5b; --floor:#8d929a; --notice:#ffc48f; --notice-bg:#35261a;
  --phase-host-open:#8fa3bf; --phase-load:#5fb0e5; --phase-compile:#e0b04a; --phase-instantiate:#7cc484; --phase-resolve:#bb99de;
  --phase-first-call:#f07f8c; color-scheme:dark;`;

// `data-print` is set by the client while it redraws the charts for paper, before the print styles apply.
const SCHEMES = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root:not([data-print]){${DARK}}}`;

const BASE = `
*{box-sizing:border-box}
html{font-size:16px;-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;overflow-wrap:anywhere;background:var(--bg);color:var(--ink);font:.9375rem/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,system-ui,sans-serif;font-variant-numeric:tabular-nums lining-nums}
.page{max-width:78rem;margin:0 auto;padding:0 clamp(1rem,3.2vw,2.5rem) 5rem}
h1,h2,h3,p,ul,ol,dl,figure{margin:0}
h1,h2,h3{line-height:1.15;text-wrap:balance;letter-spacing:-.012em}
h1{font-size:clamp(1.25rem,2.4vw,1.75rem);font-weight:680}
h2{font-size:1.375rem;font-weight:660}
h3{font-size:.9375rem;font-weight:650;letter-spacing:0}
a{color:inherit;text-decoration-color:var(--muted);text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
code{font:.92em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:2px}
main:focus{outline:none}
:target,tr:target>th{background:var(--mark)}
section:target{background:none}
[hidden]{display:none!important}
.skip{position:absolute;left:1rem;top:-4rem;padding:.5rem .75rem;background:var(--ink);color:var(--bg);z-index:9}
.skip:focus{top:1rem}
button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer;text-align:inherit}`;

const LAYOUT = `
.masthead{padding-top:clamp(.75rem,2vw,1.5rem)}
.eyebrow{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;margin-bottom:.4rem;font-size:.8125rem;color:var(--muted)}
.lead{margin-top:.5rem;max-width:60em;font-size:clamp(1rem,1.4vw,1.125rem);line-height:1.4;text-wrap:pretty}
.trust{margin-top:.35rem;max-width:70em;font-size:.875rem;color:var(--muted);text-wrap:pretty}
.banner{margin-top:.6rem;padding:.4rem .75rem;border-left:4px solid var(--notice);background:var(--notice-bg);color:var(--ink)}
.banner strong{color:var(--notice)}
.self-check dl{margin-top:.5rem}
.self-check div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:.25rem 1.5rem;padding:.3rem 0;font-size:.875rem;line-height:1.45}
.self-check dt{color:var(--muted)}
.self-check dd{margin:0;overflow-wrap:anywhere}
.self-check small{display:block;color:var(--muted);font-size:.8125rem}
.self-check .unsound dt,.self-check .unsound dd{color:var(--notice)}
.list dt{color:var(--muted);font-size:.8125rem}
.list dd{margin:0;overflow-wrap:anywhere}
.reading{margin-top:1.25rem}
summary{display:inline-block;padding:.2rem 0;cursor:pointer;font-weight:600;list-style:none}
summary::-webkit-details-marker{display:none}
summary::before{content:"+";display:inline-block;width:1.1em;color:var(--muted);font-weight:400}
details[open]>summary::before{content:"\\2212"}
.reading ul{margin:.5rem 0 0;padding-left:1.1rem;columns:24rem 2;column-gap:3rem}
.reading li{break-inside:avoid;margin-bottom:.6rem;padding-left:.2rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin-top:1.25rem;padding:0;list-style:none}
nav a{display:inline-block;padding:.25rem 0;font-weight:600}
.section{margin-top:clamp(2.5rem,5vw,3.75rem);padding-top:1.1rem;border-top:2px solid var(--strong-line)}
.section-head{display:grid;grid-template-columns:minmax(11rem,15rem) minmax(0,1fr);gap:.5rem 2.5rem;margin-bottom:1.5rem}
.finding{font-size:1.125rem;line-height:1.4;max-width:44em;text-wrap:pretty}
.description{margin-top:.5rem;max-width:52em;color:var(--muted)}
.subsection{margin-top:2.25rem}
.sub-head{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.5rem 1.5rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:1.75rem 2.5rem}
.columns+h3{margin-top:2rem}
.columns h3{padding-bottom:.4rem}
.prose p{color:var(--muted);text-wrap:pretty}
.prose p code,.prose p em{color:var(--ink)}
.list{border-top:1px solid var(--line)}
.list div{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:1rem;padding:.35rem 0;border-bottom:1px solid var(--line)}
.notes{margin:0;padding-left:1.2rem;columns:22rem 2;column-gap:2.5rem;font-size:.875rem;line-height:1.45;color:var(--muted)}
.notes li{break-inside:avoid;margin-bottom:.4rem;padding-left:.2rem;text-wrap:pretty}
.notes strong{color:var(--ink);font-weight:600}
.status{position:fixed;left:50%;bottom:1.25rem;transform:translateX(-50%);max-width:calc(100vw - 2rem);margin:0;padding:.5rem .9rem;background:var(--ink);color:var(--bg);border-radius:3px;font-size:.875rem;z-index:8}
.status:empty{padding:0}
.status.quiet{clip-path:inset(50%);pointer-events:none}
@media screen and (max-width:48rem){
.self-check div{grid-template-columns:minmax(0,1fr)}
.section-head{grid-template-columns:minmax(0,1fr)}
}`;

const PRINT = `
@media print{
@page{margin:14mm}
html{font-size:11px}
:root{--bg:#fff}
.mark,.swatch,.banner{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page{max-width:none;padding:0}
.skip,.tools,.toggle,nav,.status,.compare-with,.plain{display:none!important}
.section{margin-top:2rem}
.scroll{overflow:visible!important;max-width:none}
figure,tr,.strip{break-inside:avoid}
h2,h3,.section-head{break-after:avoid}
canvas{max-width:100%!important;height:auto!important}
.plot{height:auto!important}
table{font-size:.6875rem!important;line-height:1.4!important}
table small{font-size:.625rem!important;line-height:1.4!important}
table th,table td{position:static!important;padding:.2rem .3rem!important}
.sort span::before,.sort span::after{display:none!important}
a{text-decoration:none}
}`;

export const STYLE = [SCHEMES, BASE, LAYOUT, STYLE_PARTS, PRINT].join('\n');
