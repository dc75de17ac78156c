"""Prints a SAM template as the CloudFormation template that AWS makes of it, in JSON: translate.py TEMPLATE CODE_URI.

CODE_URI stands for the package that `sam package` would have uploaded. A template without SAM resources comes out as it went in.
"""

import json
import sys

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

path, code_uri = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    template = yaml_parse(file)
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = code_uri
# The function's role is the template's own, so no names of managed policies have to be looked up.
if "Transform" in template:
    session = boto3.Session(region_name="eu-west-1")
    template = Translator({}, Parser(), boto_session=session).translate(template, parameter_values={})
json.dump(template, sys.stdout)
