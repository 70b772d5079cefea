/** Verdict, figures, cards, tables, badges, picture. */
export const COMPONENTS = `
.verdict{border-radius:10px;padding:1.4rem 1.6rem;border:1px solid var(--tone);background:var(--tint)}
.verdict h2{color:var(--tone);font-size:1.875rem;margin:0 0 .2rem}
.verdict p{margin:0;font-size:1.0313rem}
.verdict .mark{display:inline-grid;place-items:center;width:1.5em;height:1.5em;border-radius:50%;background:var(--tone);color:var(--surface);font-size:.7em;vertical-align:.12em;margin-right:.2em}
.pass{--tone:var(--pass);--tint:var(--pass-tint)}
.fail{--tone:var(--fail);--tint:var(--fail-tint)}
.warn{--tone:var(--warn);--tint:var(--warn-tint)}
.quiet{--tone:var(--quiet);--tint:var(--quiet-tint)}
.gap{--tone:var(--gap);--tint:var(--gap-tint)}
.badge{display:inline-block;color:var(--tone);background:var(--tint);border-radius:4px;padding:.05rem .45rem;font-size:.8125rem;font-weight:600;line-height:1.45;white-space:nowrap}
.envs{display:inline-flex;flex-wrap:wrap;gap:.25rem}
.env{border:1px solid var(--line);border-radius:4px;padding:0 .4rem;font-size:.8125rem;color:var(--soft);white-space:nowrap}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:1px;margin:1rem 0 0;border:1px solid var(--line);border-radius:10px;overflow:hidden;background:var(--surface)}
.figures>div{box-shadow:0 0 0 1px var(--line);padding:.9rem 1.1rem;display:flex;flex-direction:column}
.figures dt{order:2;font-weight:600}
.figures dd{display:contents}
.figures strong{order:1;font-size:1.75rem;line-height:1.15;font-weight:650;letter-spacing:-.02em;color:var(--tone)}
.figures small{order:3;line-height:1.4}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem;margin:1rem 0 0}
.card{background:var(--surface);border:1px solid var(--line);border-top:3px solid var(--tone);border-radius:10px;padding:1rem 1.2rem 1.1rem}
.card h3{margin:0 0 .7rem;font-size:1.0625rem;display:flex;gap:.6rem;align-items:baseline}
.card h3 .badge{margin-left:auto}
.card .kind{font-size:.8125rem;font-weight:500;color:var(--soft)}
.card dl,.pairs{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.15rem .9rem;margin:.7rem 0 0;font-size:.875rem}
.card dt,.pairs dt{color:var(--soft)}
.card dd,.pairs dd{margin:0;overflow-wrap:anywhere}
td .pairs{margin:0;font-size:inherit;min-width:15rem}
.short,.keep{white-space:nowrap}
.pairs.wide{margin:0 0 1.25rem;gap:.3rem 1.5rem}
.bar{display:block;width:100%;height:6px;border-radius:3px;background:var(--faint)}
.bar rect{fill:var(--tone)}
.attention h3{margin-top:1.5rem}
.attention ul{list-style:none;margin:0;padding:0;display:grid;gap:.35rem}
.attention .badge{min-width:6.6rem;text-align:center;margin-right:.5rem}
.statement{background:var(--tint);border-left:3px solid var(--tone);padding:.6rem .9rem;border-radius:0 6px 6px 0;margin:0 0 1rem}
.note{color:var(--soft);font-size:.875rem}
.remedy{margin:.35rem 0 0;font-size:.875rem;color:var(--soft)}
.remedy b{color:var(--ink);font-weight:600;margin-right:.2rem}
.filter{display:flex;flex-wrap:wrap;gap:.4rem .7rem;align-items:center;margin:.9rem 0 .5rem;font-size:.875rem}
.filter label{color:var(--soft)}
.filter input{flex:0 1 18rem;min-width:9rem}
.filter output{color:var(--soft)}
.scroll{overflow-x:auto;margin:0 0 1rem;border:1px solid var(--line);border-radius:8px;background:var(--surface)}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.45}
caption{text-align:left;padding:.6rem .9rem;color:var(--soft);font-size:.8125rem;font-weight:550;border-bottom:1px solid var(--line)}
th,td{text-align:left;vertical-align:top;padding:.55rem .9rem;border-bottom:1px solid var(--faint);font-weight:400;min-width:5.5rem}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--soft);font-size:.8125rem;font-weight:600;border-bottom:1px solid var(--line);vertical-align:bottom}
thead button{all:unset;cursor:pointer;display:inline-block}
thead button:focus-visible{outline:2px solid var(--ring);outline-offset:2px;border-radius:3px}
thead button:hover{color:var(--ink);text-decoration:underline;text-underline-offset:.2em}
th[aria-sort] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.number{text-align:right;min-width:0}
td.number{white-space:nowrap}
.wide{min-width:15rem}
tbody th{min-width:11rem}
tbody tr.fail th{box-shadow:inset 3px 0 var(--fail)}
tbody tr.warn th{box-shadow:inset 3px 0 var(--warn)}
tbody tr:hover{background:color-mix(in srgb,var(--faint) 55%,transparent)}
td ul,th ul{margin:.2rem 0 0;padding-left:1.05rem;min-width:12rem}
td>code:not(.short){display:inline-block;min-width:9rem}
td>ul:first-child{margin-top:0}
li{margin:.12rem 0}
li.rest{color:var(--soft);list-style:none}
td .grants{list-style:none;padding:0;margin:0}
.grants li{margin:0 0 .35rem}
details{margin:0 0 .75rem}
summary{cursor:pointer;padding:.35rem .1rem;color:var(--accent)}
main>section>details{border:1px solid var(--line);border-radius:8px;background:var(--surface);padding:.35rem 1rem}
main>section>details>summary{color:var(--ink);padding:.4rem 0}
main>section>details[open]>summary{margin-bottom:.5rem}
td details{margin:.25rem 0 0}
td summary{padding:0}
.types code{display:inline-block;margin-right:.7rem}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;padding:0;margin:0 0 1rem;font-size:.875rem}
.swatch{display:inline-block;width:1rem;height:.8rem;border:1px solid var(--soft);border-radius:3px;margin-right:.45rem;vertical-align:-.05rem}
.swatch.vpc{background:var(--zone-vpc);border-color:var(--zone-vpc-line)}
.swatch.services{background:var(--zone-services);border-color:var(--zone-services-line)}
.swatch.audit{background:var(--zone-audit);border-color:var(--zone-audit-line)}
.swatch.outside{border-style:dashed}
.picture{margin:.25rem 0 .75rem}
.picture .scroll{border:0;margin:0;background:none}
.picture svg{display:block;width:100%;max-width:58rem;min-width:42rem;height:auto;margin:0 auto}
.picture text{fill:var(--ink)}
.picture .edge text{fill:var(--soft)}
.picture .edge path{stroke:var(--soft)}
.picture .edge polygon{stroke:var(--soft);fill:var(--soft)}
.picture .node path{fill:var(--surface);stroke:var(--soft)}
.picture .zone path{fill:none;stroke:var(--soft)}
.picture .vpc path{fill:var(--zone-vpc);stroke:var(--zone-vpc-line)}
.picture .models path{fill:none;stroke:var(--zone-vpc-line)}
.picture .services path{fill:var(--zone-services);stroke:var(--zone-services-line)}
.picture .audit.zone path{fill:var(--zone-audit);stroke:var(--zone-audit-line)}
figcaption{color:var(--soft);font-size:.8125rem;text-align:center;margin-top:.5rem}
@media (max-width:60rem){.verdict{padding:1.1rem 1.15rem}.verdict h2{font-size:1.5rem}th,td{padding:.5rem .65rem}main>section>details{padding:.25rem .75rem}}
`;
