import { COMPONENTS } from './style-components';
import { PRINT } from './style-print';

const TOKENS = `
:root{color-scheme:light dark;
--ground:#f6f7f9;--surface:#fff;--ink:#17202b;--soft:#4d5a69;--line:#dbe0e7;--faint:#eceff3;--accent:#1d4f9e;--ring:#1d4f9e;
--pass:#126437;--pass-tint:#e5f3ea;--fail:#ab1f1a;--fail-tint:#fcebe9;--warn:#754c00;--warn-tint:#fbf1da;
--quiet:#4d5a69;--quiet-tint:#edf0f4;--gap:#563a9c;--gap-tint:#f0ebfb;
--zone-vpc:#eaf4ee;--zone-vpc-line:#3f7d5f;--zone-services:#edf1fb;--zone-services-line:#5a6fb0;--zone-audit:#f9f3e1;--zone-audit-line:#927327;
--mono:ui-monospace,SFMono-Regular,"Cascadia Mono","Segoe UI Mono","Liberation Mono",Menlo,Consolas,monospace;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Helvetica,Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){:root{
--ground:#0e1319;--surface:#161c24;--ink:#e5eaf0;--soft:#a5b1bf;--line:#2c3643;--faint:#1d2530;--accent:#8db8ff;--ring:#8db8ff;
--pass:#74d19b;--pass-tint:#12301f;--fail:#ff9d95;--fail-tint:#3c1917;--warn:#eec46c;--warn-tint:#33280f;
--quiet:#a5b1bf;--quiet-tint:#242d38;--gap:#c3adff;--gap-tint:#291f43;
--zone-vpc:#13251d;--zone-vpc-line:#4f9a76;--zone-services:#171f33;--zone-services-line:#7388c9;--zone-audit:#2a2412;--zone-audit-line:#b0913f}}
`;

const LAYOUT = `
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-behavior:smooth;scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:400 .9375rem/1.55 var(--sans);font-variant-numeric:tabular-nums}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--ring);outline-offset:2px;border-radius:3px}
main:focus{outline:none}

.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:1rem;top:-6rem;z-index:9;background:var(--surface);color:var(--accent);padding:.6rem 1rem;border:1px solid var(--line);border-radius:6px}
.skip:focus{top:1rem}
.masthead{display:flex;flex-wrap:wrap;gap:1rem 3rem;justify-content:space-between;align-items:end;max-width:84rem;margin:0 auto;padding:2.25rem 2rem 1.5rem}
.masthead h1{margin:0;font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.015em}
.masthead .company{margin:0 0 .15rem;color:var(--soft);font-weight:550}
.masthead dl{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:0}
.masthead dt{color:var(--soft);font-size:.8125rem}
.masthead dd{margin:0;font-weight:550}
.layout{display:grid;grid-template-columns:12.5rem minmax(0,1fr);gap:2.5rem;max-width:84rem;margin:0 auto;padding:0 2rem 3rem;align-items:start}
nav{position:sticky;top:1.5rem;font-size:.875rem}
nav ul{list-style:none;margin:0;padding:0;border-left:1px solid var(--line)}
nav li a{display:block;padding:.28rem .9rem;color:var(--soft);text-decoration:none;margin-left:-1px;border-left:2px solid transparent}
nav li a:hover{color:var(--ink);border-left-color:var(--accent)}
.environments{margin:0 0 1.25rem}
.environments label{display:block;color:var(--soft);font-size:.8125rem;margin-bottom:.25rem}
select,input[type=search]{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--soft);border-radius:6px;padding:.35rem .6rem}
.environments select{width:100%}
main{min-width:0}
main>section{padding:2.25rem 0 .5rem;border-top:1px solid var(--line)}
main>section:first-child{padding-top:0;border-top:0}
h2{margin:0 0 .35rem;font-size:1.3125rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
h3{margin:1.75rem 0 .5rem;font-size:1rem;font-weight:650}
.lead{margin:0 0 1.1rem;color:var(--soft);max-width:68ch}
p{max-width:75ch}
code{font-family:var(--mono);font-size:.8125em;overflow-wrap:anywhere}
small{font-size:.8125rem;color:var(--soft)}
small code{font-size:.95em}
footer{max-width:84rem;margin:0 auto;padding:1.25rem 2rem 2.5rem;color:var(--soft);font-size:.8125rem}
@media (max-width:60rem){
.layout{grid-template-columns:minmax(0,1fr);gap:1.25rem;padding:0 1rem 2rem}
.masthead{padding:1.5rem 1rem 1.25rem}.masthead h1{font-size:1.5rem}.masthead dl{gap:.4rem 1.5rem}
nav{position:static}
nav ul{display:flex;flex-wrap:wrap;gap:.1rem .25rem;border-left:0}
nav li a{margin:0;padding:.35rem .6rem;border:1px solid var(--line);border-radius:6px;background:var(--surface)}
.environments{display:flex;gap:.6rem;align-items:center;margin-bottom:.75rem}.environments label{margin:0}.environments select{width:auto}
footer{padding:1rem}}
`;

/** The page's style sheet; its hash stands in the page's policy. */
export const STYLE = `${TOKENS}${LAYOUT}${COMPONENTS}${PRINT}`;
