using ScanResponder.Cli;

return await CommandLine.RunAsync(args, new Machine(), new AwsCloud());
