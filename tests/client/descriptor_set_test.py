#!/usr/bin/env python3
"""The descriptor set that is shipped: a program that knows nothing but protocol
buffers finds every record type in it, and reads and writes records by it.

    descriptor_set_test.py --bin BINARIES FILE
"""

import argparse
import json
import pathlib
import subprocess
import sys
import unittest

from google.protobuf import (descriptor_pb2, descriptor_pool, json_format,
                             message_factory)

RECORD_OPTION = 50502  # (enlace.v1.record) of MessageOptions
OPTIONS = None


def schema(*words):
    return subprocess.run([pathlib.Path(OPTIONS.bin) / "enlace", "schema", *words],
                          capture_output=True, text=True, check=True).stdout


def shipped():
    return descriptor_pb2.FileDescriptorSet.FromString(
        pathlib.Path(OPTIONS.file).read_bytes())


class DescriptorSetTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.files = shipped().file
        cls.pool = descriptor_pool.DescriptorPool()
        for file in cls.files:
            cls.pool.Add(file)
        cls.types = [row["type"] for row in json.loads(
            schema("list", "-o", "json"))]

    def message_class(self, name):
        found = self.pool.FindMessageTypeByName(name)
        return message_factory.MessageFactory(self.pool).GetPrototype(found)

    def test_every_record_type_and_no_other_is_marked_as_one(self):
        marked = {message.name for file in self.files
                  for message in file.message_type
                  if self.is_record(message.options.SerializeToString())}
        self.assertEqual(marked, set(self.types))
        self.assertGreater(len(marked), 10)

    def is_record(self, options):
        extension = self.pool.FindExtensionByNumber(
            self.pool.FindMessageTypeByName("google.protobuf.MessageOptions"),
            RECORD_OPTION)
        read = self.message_class("google.protobuf.MessageOptions").FromString(
            options)
        return read.Extensions[extension].is_record

    def test_every_types_template_reads_and_comes_back(self):
        for name in self.types:
            record = json.loads(schema("template", name))
            message = self.message_class(f"enlace.v1.{name}")()
            json_format.ParseDict(record, message)
            again = type(message).FromString(message.SerializeToString())
            self.assertEqual(
                json.loads(json_format.MessageToJson(again)),
                json.loads(json_format.MessageToJson(message)), name)
            self.assertTrue(message.ListFields(), name)

    def test_services_errors_and_comments_are_there(self):
        services = {s.full_name for s in map(self.pool.FindServiceByName, (
            "enlace.v1.ExchangeService", "enlace.v1.NodeService",
            "enlace.v1.PeerService"))}
        self.assertEqual(len(services), 3)
        for name in ("google.rpc.Status", "google.rpc.ErrorInfo",
                     "google.rpc.BadRequest", "google.rpc.LocalizedMessage",
                     "enlace.agent.v1.SendRequest"):
            self.assertTrue(self.message_class(name))
        header = next(f for f in self.files if f.name == "enlace/v1/header.proto")
        self.assertTrue(any("RFC 9562" in place.leading_comments
                            for place in header.source_code_info.location))

    def test_what_only_a_node_reads_is_not_shipped(self):
        self.assertFalse([f.name for f in self.files if "journal" in f.name])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("file")
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
