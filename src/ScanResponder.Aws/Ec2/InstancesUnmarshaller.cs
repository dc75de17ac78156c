using System.Net;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.EC2.Model.Internal.MarshallTransformations;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace ScanResponder.Aws.Ec2;

/// <summary>
/// Reads the answer of DescribeInstances as the SDK does, but only what <see cref="Ec2Shapes"/> takes of an instance. The SDK's own reader looks for all
/// thousand instance types by reflection before it knows the first one: a quarter of what a cold start takes, as docs/performance.md says.
/// </summary>
internal sealed class InstancesUnmarshaller : EC2ResponseUnmarshaller
{
    // The document's one element has the first level.
    private const int Members = 2;

    /// <summary>The only one that is needed.</summary>
    internal static InstancesUnmarshaller Shared { get; } = new();

    /// <summary>Reads the answer. Its reservations say nothing that is asked for, so all instances are in one.</summary>
    public override AmazonWebServiceResponse Unmarshall(XmlUnmarshallerContext context)
    {
        var (instances, depth) = (new List<Instance>(), context.CurrentDepth);
        var response = new DescribeInstancesResponse { Reservations = [new() { Instances = instances }] };
        while (context.ReadAtDepth(depth))
        {
            if (!context.IsStartElement)
                continue;
            if (context.TestExpression("nextToken", Members))
                response.NextToken = Text(context);
            else if (context.TestExpression("reservationSet/item/instancesSet/item", Members))
                instances.Add(InstanceOf(context));
        }

        return response;
    }

    /// <inheritdoc/>
    public override AmazonServiceException UnmarshallException(XmlUnmarshallerContext context, Exception? innerException, HttpStatusCode statusCode)
    {
        var error = XmlErrorResponseUnmarshaller.GetInstance().Unmarshall(context);
        return new AmazonEC2Exception(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }

    private static Instance InstanceOf(XmlUnmarshallerContext context)
    {
        var (instance, depth) = (new Instance(), context.CurrentDepth);
        while (context.ReadAtDepth(depth))
        {
            if (!context.IsStartElement)
                continue;
            if (Is("instanceId"))
                instance.InstanceId = Text(context);
            else if (Is("instanceState/name"))
                instance.State = new() { Name = new(Text(context)) };
            else if (Is("instanceType"))
                instance.InstanceType = new(Text(context));
            else if (Is("imageId"))
                instance.ImageId = Text(context);
            else if (Is("launchTime"))
                instance.LaunchTime = NullableDateTimeUnmarshaller.Instance.Unmarshall(context);
            else if (Is("ipAddress"))
                instance.PublicIpAddress = Text(context);
            else if (Is("privateIpAddress"))
                instance.PrivateIpAddress = Text(context);
            else if (Is("vpcId"))
                instance.VpcId = Text(context);
            else if (Is("subnetId"))
                instance.SubnetId = Text(context);
            else if (Is("tagSet/item"))
                (instance.Tags ??= []).Add(TagUnmarshaller.Instance.Unmarshall(context));
        }

        return instance;

        bool Is(string path) => context.TestExpression(path, depth + 1);
    }

    private static string Text(XmlUnmarshallerContext context) => StringUnmarshaller.Instance.Unmarshall(context);
}
