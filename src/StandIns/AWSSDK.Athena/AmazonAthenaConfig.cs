using Amazon.StandIns;

namespace Amazon.Athena;

/// <summary>Where and how a client reaches Amazon Athena.</summary>
public class AmazonAthenaConfig() : RegionalClientConfig("Athena", "athena", "2017-05-18");
