using ScanResponder.Cli;

return await CommandLine.RunAsync(args, new Terminal(), new AwsServices());
