/** On paper everything is open, and nothing is cut. */
export const PRINT = `
@page{size:A4;margin:14mm 12mm}
@media print{
:root{color-scheme:light}
body{background:#fff;font-size:9.5pt}
nav,.skip,.filter,.environments{display:none!important}
.layout{display:block;padding:0;max-width:none}
.masthead,footer{padding:0 0 6mm;max-width:none}
main>section{padding-top:6mm;break-before:auto}
h2,h3,caption,summary{break-after:avoid}
.verdict,.card,.figures,.statement{break-inside:avoid}
.badge,.verdict,.bar,.swatch,.statement,.picture svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scroll{overflow:visible;border:0;border-radius:0}
table{font-size:8pt}
th,td{padding:1.2mm 1.6mm;min-width:0}
tbody th{min-width:28mm}
thead{display:table-header-group;break-inside:avoid}
tbody tr:first-child{break-before:avoid}
tr{break-inside:avoid}
td,th{overflow-wrap:break-word}
td .pairs{min-width:0;display:block}
td .pairs dd{margin:0 0 .8mm}
.wide{min-width:30mm}
.short{white-space:normal}
td ul,th ul,td>code:not(.short){min-width:0}
details{border:0!important;padding:0!important}
details::details-content{content-visibility:visible;block-size:auto;opacity:1}
.picture{break-inside:avoid}
.picture svg{min-width:0;max-height:225mm}
a{color:inherit;text-decoration:none}}
`;
