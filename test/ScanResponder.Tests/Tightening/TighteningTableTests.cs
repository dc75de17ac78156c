namespace ScanResponder.Tests.Tightening;

public class TighteningTableTests
{
    [Fact]
    public void The_table_in_the_docs_is_what_the_planner_does() =>
        ReadmeSection.Holds("docs/tightening.md", "tightening-table", TighteningTable.Markdown());

    [Fact]
    public void The_examples_in_the_README_are_what_the_planner_does() => ReadmeSection.Holds(
        "README.md",
        "tightening-examples",
        TighteningTable.Markdown("SSH from anywhere, `10.0.0.0/16` is trusted", "all TCP ports", "SSH from anywhere and from security groups"));
}
