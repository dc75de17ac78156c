using System.Text;
using ScanResponder.Alerts.Page;
using ScanResponder.Tests.Cli;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.Alerts;

/// <summary>The pages of alerts and of an audit as Chromium shows and prints them, opened as files.</summary>
public sealed class PageInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private const string OfAnAudit = "an audit";
    private const string OfAnEnemy = "hostile names";

    // A4 without the page's margins of 14 mm, at 96 pixels an inch.
    private const int PaperWidth = 688;

    // WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large text. https://www.w3.org/TR/WCAG22/#contrast-minimum
    private const string PaleText =
        """
        (()=>{
        const rgb=c=>c.match(/[\d.]+/g).map(Number);
        const light=c=>{const [r,g,b]=rgb(c).map(v=>{v/=255;return v<=0.04045?v/12.92:((v+0.055)/1.055)**2.4});return 0.2126*r+0.7152*g+0.0722*b};
        const ground=e=>{for(;e;e=e.parentElement){const c=getComputedStyle(e).backgroundColor;if((rgb(c)[3]??1)>0)return c}return 'rgb(255,255,255)'};
        const pale=[];
        const walker=document.createTreeWalker(document.body,NodeFilter.SHOW_TEXT);
        for(let n;n=walker.nextNode();){
          const e=n.parentElement;
          if(!n.data.trim()||['SCRIPT','STYLE'].includes(e.tagName)||!e.checkVisibility())continue;
          const s=getComputedStyle(e);
          const [a,b]=[light(e.tagName==='text'?s.fill:s.color),light(ground(e))].sort((x,y)=>y-x);
          const size=parseFloat(s.fontSize);
          const ratio=(a+0.05)/(b+0.05);
          if(ratio<(size>=24||(size>=18.66&&s.fontWeight>=700)?3:4.5))pale.push(ratio.toFixed(2)+': '+n.data.trim().slice(0,40));
        }
        return pale.join('\n');
        })()
        """;

    private const string CutText =
        """[...document.querySelectorAll('pre,td,li,p,dd,h1,h2')].filter(e=>e.checkVisibility()&&(e.scrollHeight>e.clientHeight+2&&getComputedStyle(e).overflowY!=='visible'||e.getBoundingClientRect().right>innerWidth+1)).map(e=>e.textContent.slice(0,40)).join('\n')""";

    private const string IsUndoSeen = "`${document.querySelector('#undo~.commands pre').getBoundingClientRect().top<innerHeight}`";

    public static TheoryData<string> Pages => [.. ExampleAlerts.All.Keys.Order(StringComparer.Ordinal), OfAnAudit, OfAnEnemy];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_fits_phones_screens_and_paper_can_be_read_and_asks_nobody_for_anything(string page)
    {
        await browser.OpenAsync(await PageOfAsync(page), 390);

        foreach (var (width, scheme) in new[] { (390, "light"), (390, "dark"), (1280, "light"), (1280, "dark") })
        {
            await browser.LookAsync(width, "screen", scheme);
            Assert.Equal($"{width}", await browser.EvaluateAsync("`${document.documentElement.scrollWidth}`"));
            Assert.Equal("", await browser.EvaluateAsync(PaleText));
        }

        await browser.LookAsync(PaperWidth, "print", "dark");
        Assert.Equal("", await browser.EvaluateAsync(PaleText));
        Assert.Equal("", await browser.EvaluateAsync(CutText));
        Assert.Equal("0", await browser.EvaluateAsync("`${document.querySelectorAll('img,iframe,object,form').length+[...document.links].filter(a=>!a.host.includes('console.')&&!document.querySelector(a.getAttribute('href'))).length}`"));
        Assert.Empty(browser.Requests);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Pale_text_and_cut_text_are_seen()
    {
        await browser.OpenAsync("<!DOCTYPE html><body style='background:#fff'><p style='color:#999'>pale</p><svg><text y='20' fill='#999'>pale too</text></svg><pre style='height:20px;overflow:auto'>cut\n\n\ncut</pre>", 390);

        Assert.Equal("2.85: pale\n2.85: pale too", await browser.EvaluateAsync(PaleText));
        Assert.StartsWith("cut", await browser.EvaluateAsync(CutText), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", OfAnAudit)]
    [InlineData("", "tightened")]
    [InlineData("Object.defineProperty(navigator,'clipboard',{value:undefined,configurable:true})", "tightened")]
    [InlineData("Object.defineProperty(navigator,'clipboard',{value:{writeText:()=>Promise.reject()},configurable:true})", "tightened")]
    public async Task The_copy_button_copies_with_the_clipboard_of_the_browser_and_without(string clipboard, string page)
    {
        await browser.OpenAsync(await PageOfAsync(page), 390);
        await browser.LetReadClipboardAsync();
        await browser.EvaluateAsync($"{clipboard};document.querySelectorAll('details').forEach(part=>part.open=true);''");

        await browser.ClickAsync(".commands button");

        Assert.Equal("Copied", await browser.EvaluateAsync("new Promise(done=>setTimeout(()=>done(document.querySelector('.commands button').textContent),200))"));
        Assert.Equal("true", await browser.EvaluateAsync("delete navigator.clipboard;navigator.clipboard.readText().then(text=>`${text===document.querySelector('.commands pre').textContent&&text.length>40}`)"));
    }

    [Fact]
    public async Task One_tap_leads_from_the_top_to_the_undo()
    {
        await browser.OpenAsync(await PageOfAsync("tightened"), 390);
        Assert.Equal("false", await browser.EvaluateAsync(IsUndoSeen));

        await browser.ClickAsync("ol + p a");

        Assert.Equal("true", await browser.EvaluateAsync($"new Promise(done=>setTimeout(()=>done({IsUndoSeen}),200))"));
    }

    [Theory]
    [InlineData("tightened")]
    [InlineData(OfAnAudit)]
    public async Task It_prints_on_A4(string page)
    {
        await browser.OpenAsync(await PageOfAsync(page), 1280);

        await browser.LookAsync(1280, "print", "dark");
        var pdf = Encoding.Latin1.GetString(await browser.PrintAsync());

        Assert.StartsWith("%PDF", pdf, StringComparison.Ordinal);
        Assert.Matches(@"/MediaBox ?\[0 0 (594|595)[.0-9]* (841|842)[.0-9]*\]", pdf);
    }

    private static async Task<string> PageOfAsync(string page)
    {
        if (page == OfAnEnemy)
            return PageRenderer.Of(PageRendererTests.OfAnEnemy());
        if (page != OfAnAudit)
            return PageRenderer.Of(ExampleAlerts.All[page]);
        using var terminal = new FakeTerminal();
        await terminal.RunAsync("audit", "--html", "audit.html");
        return terminal.Written("audit.html");
    }
}
