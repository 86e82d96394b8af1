"""A server that speaks the protocol of S3 on loopback, and what is needed to reach it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.request import Request, urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer

BUCKET = "study"


class Buckets:
    """What lies on the server, seen by another program than ours."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = boto3.client(
            "s3",
            endpoint_url=url,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            region_name="us-east-1",
        )
        self._client.create_bucket(Bucket=BUCKET)

    def put(self, key: str, content: bytes | Path, *, public: bool = False) -> str:
        body = content if isinstance(content, bytes) else content.read_bytes()
        who = "public-read" if public else "private"
        self._client.put_object(Bucket=BUCKET, Key=key, Body=body, ACL=who)
        return f"s3://{BUCKET}/{key}"

    def get(self, key: str) -> bytes:
        content: bytes = self._client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        return content

    def keys(self, prefix: str = "") -> set[str]:
        listed = self._client.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
        return {one["Key"].removeprefix(prefix) for one in listed.get("Contents", [])}

    def changed(self, key: str) -> datetime:
        changed: datetime = self._client.head_object(Bucket=BUCKET, Key=key)["LastModified"]
        return changed

    def link(self, key: str) -> str:
        """Return an address with a signature in its query."""
        what = {"Bucket": BUCKET, "Key": key}
        return str(self._client.generate_presigned_url("get_object", Params=what))

    @property
    def environment(self) -> dict[str, str]:
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        return {**keys, "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": self.url}


@contextmanager
def serving() -> Iterator[Buckets]:
    """Serve buckets, and let this process and its children know the way."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        with pytest.MonkeyPatch.context() as patch:
            buckets = Buckets(f"http://{host}:{port}")
            for name, value in buckets.environment.items():
                patch.setenv(name, value)
            yield buckets
    finally:
        with urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")):
            server.stop()  # the next one would find what lies there
