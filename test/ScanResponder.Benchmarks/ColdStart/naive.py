"""What most people write first: describe the instance and its groups, list the open rules, publish a line."""
import json
import os
import urllib.request

import boto3

API = f"http://{os.environ['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/runtime/invocation"
ec2 = boto3.client("ec2")
sns = boto3.client("sns")


def handle(event):
    detail = event["detail"]
    instance_id = detail["resource"]["instanceDetails"]["instanceId"]
    ec2.describe_instances(InstanceIds=[instance_id])
    interfaces = ec2.describe_network_interfaces(Filters=[{"Name": "attachment.instance-id", "Values": [instance_id]}])["NetworkInterfaces"]
    groups = [group["GroupId"] for interface in interfaces for group in interface["Groups"]]
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": groups}])["SecurityGroupRules"]
    world = [rule["SecurityGroupRuleId"] for rule in rules if rule.get("CidrIpv4") == "0.0.0.0/0" and not rule["IsEgress"]]
    sns.publish(TopicArn=os.environ["RESPONDER_TOPIC_ARN"], Subject="Open port", Message=f"{instance_id}: {', '.join(world)}")
    return {"open": world}


while True:
    with urllib.request.urlopen(f"{API}/next") as received:
        request_id = received.headers["Lambda-Runtime-Aws-Request-Id"]
        answer = handle(json.load(received))
    urllib.request.urlopen(f"{API}/{request_id}/response", data=json.dumps(answer).encode()).close()
