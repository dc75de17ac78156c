using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ScanResponder.Alerts.Page;

/// <summary>The style and the script of the page. Both are constants, so that the page's policy can name them by their hashes and forbid all else.</summary>
public static partial class PageStyle
{
    internal const string Css =
        """
        :root{color-scheme:light dark;--ground:#fff;--soft:#f3f5f7;--text:#17202a;--dim:#56616d;--line:#d5dbe1;--bad:#b3261e;--good:#1b6e3c;--warn:#8a5300;--calm:#46535f;--link:#0b57b0;--bad-soft:#fdecea;--good-soft:#e6f4ea}
        @media (prefers-color-scheme:dark){:root{--ground:#12171c;--soft:#1c232a;--text:#e6eaee;--dim:#a3afba;--line:#36404a;--bad:#ff8a80;--good:#7fd69b;--warn:#f4be6a;--calm:#b4c0cb;--link:#8ab8ff;--bad-soft:#3a1d1c;--good-soft:#16301f}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
        header,main{max-width:1120px;margin:0 auto;padding:0 16px}
        .band{padding:18px 0 14px;border-top:8px solid var(--calm);background:var(--soft);border-bottom:1px solid var(--line)}
        .bad{--tone:var(--bad)}.good{--tone:var(--good)}.warn{--tone:var(--warn)}.calm{--tone:var(--calm)}
        .band{border-top-color:var(--tone)}
        .word{display:inline-block;padding:1px 10px;border:2px solid var(--tone);border-radius:99px;color:var(--tone);font-weight:700;font-size:14px}
        h1{font-size:24px;line-height:1.25;margin:10px 0 6px}
        h2{font-size:19px;line-height:1.3;margin:34px 0 10px}
        h3{font-size:16px;margin:20px 0 4px}
        p{margin:6px 0}
        .up{font-size:18px;font-weight:700;color:var(--tone);margin:4px 0 12px}
        .warning{border-left:5px solid var(--bad);background:var(--bad-soft);padding:8px 12px;margin:14px 0;font-weight:600}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:0}
        dt,.dim,figcaption{color:var(--dim)}
        dd{margin:0}
        ol,ul{padding-left:22px;margin:8px 0}
        li{margin:5px 0}
        a{color:var(--link)}
        .time{list-style:none;padding:0;margin:8px 0;border-left:3px solid var(--line)}
        .time{margin-left:7px}
        .time li{position:relative;padding:0 0 10px 20px;margin:0}
        .time li::before{content:"";position:absolute;left:-8.5px;top:6px;width:14px;height:14px;border-radius:50%;background:var(--ground);border:3px solid var(--tone)}
        .time time{display:block;color:var(--dim);font-size:14px;font-variant-numeric:tabular-nums}
        .lane{border:1px solid var(--line);border-left:5px solid var(--tone);border-radius:6px;padding:10px 14px;margin:12px 0;break-inside:avoid}
        .lane h3{margin:0}
        .lane h3 span{color:var(--tone)}
        svg{display:block;width:100%;height:auto;font-family:inherit}
        .wide{display:none}
        .narrow{max-width:360px}
        svg text{fill:var(--text)}svg .small{fill:var(--dim)}
        .edge{stroke-width:3;fill:none}
        .open{stroke:var(--bad)}.shut{stroke:var(--good)}.unknown{stroke:var(--warn);stroke-dasharray:4 4}.none{stroke:var(--line);stroke-dasharray:2 5}
        .node{fill:var(--ground);stroke-width:3;stroke-dasharray:none}
        svg .mark{font-weight:700;text-anchor:middle;stroke:none}
        svg .mark.open{fill:var(--bad)}svg .mark.shut{fill:var(--good)}svg .mark.unknown{fill:var(--warn)}svg .mark.none{fill:var(--dim)}
        table{border-collapse:collapse;width:100%}
        th{text-align:left;font-weight:600;color:var(--dim);font-size:14px}
        th,td{padding:6px 8px;border-bottom:1px solid var(--line);vertical-align:top}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .bars{display:grid;grid-template-columns:1fr;gap:10px;margin:8px 0}
        .bars .bar{height:24px;margin-top:3px}
        .bars span{display:block}
        .id{white-space:nowrap}
        .bars div{break-inside:avoid}
        .bar rect{fill:var(--line)}.bar .accepted{fill:var(--bad)}.bar .rejected{fill:var(--good)}.bar .inside{fill:var(--calm)}.bar .came{fill:var(--dim)}
        .rules td{width:50%}
        .rules .gone .before{background:var(--bad-soft)}.rules .came .after{background:var(--good-soft)}
        .rules .sign{font-weight:700}
        code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:13px}
        .commands{border:1px solid var(--line);border-radius:6px;margin:10px 0;background:var(--soft)}
        .commands .head{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;justify-content:space-between;padding:8px 12px}
        .commands .head strong{flex:1 1 160px}
        .commands p{margin:0;padding:0 12px 8px;font-size:14px;color:var(--dim)}
        pre{margin:0;padding:10px 12px;white-space:pre-wrap;max-height:190px;overflow:auto;border-top:1px solid var(--line)}
        button{font:inherit;font-weight:600;min-height:44px;padding:6px 18px;border:2px solid var(--link);border-radius:6px;background:var(--ground);color:var(--link);cursor:pointer}
        [hidden]{display:none}
        details{margin:34px 0}
        summary{cursor:pointer;padding:10px 0;font-weight:600}
        footer{color:var(--dim);font-size:14px;margin:28px 0 40px}
        @media (max-width:699px){.band dl{grid-template-columns:1fr;gap:0}.band dd{margin-bottom:6px}.rules thead,.rules .same .after,.rules .gone .after,.rules .came .before{display:none}.rules tr,.rules td{display:block;width:100%}.rules td{border:0}.rules tr{border-bottom:1px solid var(--line)}}
        @media (min-width:700px){.wide{display:block}.narrow{display:none}.bars>div{display:grid;grid-template-columns:390px 1fr;gap:0 16px;align-items:center}.bars .bar{grid-row:1/3;grid-column:2}h1{font-size:30px}}
        @media print{@page{size:A4;margin:14mm}:root{color-scheme:light;--ground:#fff;--soft:#f3f5f7;--text:#000;--dim:#444;--line:#bbb;--bad:#b3261e;--good:#1b6e3c;--warn:#8a5300;--calm:#46535f;--link:#000;--bad-soft:#fdecea;--good-soft:#e6f4ea}body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}button{display:none}pre{max-height:none;font-size:8pt}h2,h3{break-after:avoid}details:not([open]){display:none}.lane,.warning,tr{break-inside:avoid}}
        """;

    /// <summary>
    /// Gives each <c>.commands</c> with a <c>button</c> and a <c>pre</c> its copy button. It needs no network; where the browser gives a page no clipboard, as it
    /// may to one from a disk or without TLS, it selects the text and copies that.
    /// </summary>
    public const string Script =
        """
        for(const button of document.querySelectorAll('button')){button.hidden=false;button.addEventListener('click',async()=>{const text=button.closest('.commands').querySelector('pre').textContent;let done=false;try{await navigator.clipboard.writeText(text);done=true}catch{const area=document.createElement('textarea');area.value=text;document.body.append(area);area.select();done=document.execCommand('copy');area.remove()}button.textContent=done?'Copied':'Select and copy it';setTimeout(()=>{button.textContent='Copy'},2000)})}
        """;

    /// <summary>The page's Content-Security-Policy: its own style and script, and nothing from anywhere.</summary>
    internal static string Policy => PolicyOf(Css);

    /// <summary>The Content-Security-Policy of a page with this style, the script and nothing from anywhere.</summary>
    public static string PolicyOf(string css) =>
        $"default-src 'none'; style-src '{Hash(css)}'; script-src '{Hash(Script)}'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Encoded text whose ids and dates the class <c>id</c> keeps in one piece; browsers break them at their hyphens.</summary>
    public static string KeepWhole(string encoded) => Whole().Replace(encoded, "<span class=\"id\">$0</span>");

    // What stands for a sign that HTML does not take has no hyphen in it, so none of it is taken for an id.
    [GeneratedRegex(@"\b(?:[a-z]{1,8}-[0-9a-f]{8,17}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b")]
    private static partial Regex Whole();

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
