"""The vendors' own published examples, recomputed."""

from urllib.parse import parse_qsl

from alerting.channels.vendor_signatures import compute_aliyun, sign_aliyun, sign_tencent
from alerting.channels.web_request import WebRequest

NOW = 1_551_113_065_000


def test_aliyuns_example_of_the_mechanism():
    """help.aliyun.com, 签名机制 (RPC): DescribeRegions, key testid / testsecret."""
    form = {
        "Timestamp": "2016-02-23T12:46:24Z",
        "Format": "XML",
        "AccessKeyId": "testid",
        "Action": "DescribeRegions",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Version": "2014-05-26",
        "SignatureVersion": "1.0",
    }
    assert compute_aliyun("GET", form, "testsecret") == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="


def test_aliyuns_example_of_a_short_message():
    """help.aliyun.com, 短信服务 HTTP 协议及签名: SendSms, with Chinese and JSON in its fields."""
    form = {
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466",
        "AccessKeyId": "testId",
        "SignatureVersion": "1.0",
        "Timestamp": "2017-07-12T02:42:19Z",
        "Format": "XML",
        "Action": "SendSms",
        "Version": "2017-05-25",
        "RegionId": "cn-hangzhou",
        "PhoneNumbers": "15300000001",
        "SignName": "阿里云短信测试专用",
        "TemplateParam": '{"customer":"test"}',
        "TemplateCode": "SMS_71390007",
        "OutId": "123",
    }
    assert compute_aliyun("GET", form, "testSecret") == "zJDF+Lrzhj/ThnlvIToysFRq6t4="


def test_a_signed_form_carries_the_common_fields_and_a_signature_over_all():
    request = WebRequest("POST", "https://dysmsapi.aliyuncs.com/", {}, form={"Action": "SendSms"})
    signed = sign_aliyun(request, "id", "key", NOW, "once")
    fields = dict(parse_qsl(signed.body.decode()))
    assert fields["Timestamp"] == "2019-02-25T16:44:25Z"
    assert (fields["SignatureNonce"], fields["Action"]) == ("once", "SendSms")
    signature = fields.pop("Signature")
    assert signature == compute_aliyun("POST", fields, "key")
    assert "key" not in fields.values()


def test_tencents_example():
    """cloud.tencent.com, 签名方法 v3: DescribeInstances; the asterisks are part of the keys."""
    body = r'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-TC-Action": "DescribeInstances",
    }
    request = WebRequest("POST", "https://cvm.tencentcloudapi.com/", headers, body.encode())
    signed = sign_tencent(request, "AKID" + 32 * "*", 32 * "*", NOW)
    assert signed.headers["X-TC-Timestamp"] == "1551113065"
    assert signed.headers["Authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKID********************************"
        "/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )
    assert (signed.body, signed.headers["X-TC-Action"]) == (body.encode(), "DescribeInstances")
