namespace Amazon.Athena.Model;

/// <summary>Which earlier rows will do.</summary>
public class ResultReuseConfiguration
{
    /// <summary>Those of a run that is not too old.</summary>
    public ResultReuseByAgeConfiguration? ResultReuseByAgeConfiguration { get; set; }
}
