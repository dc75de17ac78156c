namespace ScanResponder.Tests.Tightening;

public class TighteningTableTests
{
    [Fact]
    public void The_table_in_the_README_is_what_the_planner_does() => ReadmeSection.Holds("tightening-table", TighteningTable.Markdown());
}
