#!/usr/bin/env python3
"""Sends pictures through Eader and prints what is in them: each class, its score, its pixels by each kind of mask."""

import argparse
import pathlib
import sys
import time
import uuid

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from eader.v1.frame_pb2 import Frame, Wanted
from eader.v1.segmentation_pb2 import Failed, Segmentation, Skipped

import masks


def outcomes_from_now_on(bootstrap, topic):
    """A consumer that stands at the topic's end. It needs no group: it reads every partition and commits nothing."""
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": "segment.py",  # asked for by the library, not used
        "enable.auto.commit": False,
        "isolation.level": "read_committed",  # results are written in transactions
    })
    partitions = [TopicPartition(topic, p) for p in consumer.list_topics(topic, timeout=10).topics[topic].partitions]
    if not partitions:
        raise SystemExit(f"Kafka at {bootstrap} has no topic {topic}")
    for partition in partitions:
        partition.offset = consumer.get_watermark_offsets(partition, timeout=10)[1]
    consumer.assign(partitions)
    return consumer


def send(bootstrap, topic, camera, pictures):
    """Sends the pictures as frames of one camera, and returns their frame ids."""
    # Java's partitioner, so that a camera keeps its partition, and with it its order, whoever sends
    producer = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "enable.idempotence": True})
    refused, ids = [], []
    for sequence, picture in enumerate(pictures):
        frame = Frame(
            camera_id=camera,
            frame_id=str(uuid.uuid4()),
            sequence=sequence,
            encoded=picture.read_bytes(),
            wanted=Wanted(image_space=True, coco_rle=True, polygons=True),
        )
        frame.captured_at.GetCurrentTime()
        producer.produce(topic, key=camera.encode(), value=frame.SerializeToString(),
                         on_delivery=lambda error, _: refused.append(error) if error else None)
        ids.append(frame.frame_id)
    if producer.flush(30) or refused:
        raise SystemExit(f"Kafka did not take the frames: {refused or 'no answer'}")
    return ids


def describe(outcome):
    """What became of a frame, in lines for people."""
    kind = outcome.WhichOneof("outcome")
    if kind == "failed":
        failed = outcome.failed
        return [f"failed, {Failed.Stage.Name(failed.stage)} {Failed.Code.Name(failed.code)}: {failed.message}"]
    if kind == "skipped":
        return [f"skipped, {Skipped.Reason.Name(outcome.skipped.reason)}"]
    result = outcome.result
    labels = masks.label_map(result.label_map.png)
    lines = [f"{result.width}x{result.height}, {outcome.model.name} {outcome.model.version}"]
    for seen in result.classes:
        if not seen.HasField("coco_rle"):
            lines.append(f"  {seen.name} {seen.score:.3f}, present by its score, but no pixel was won")
            continue
        by_rle = masks.coco_rle(seen.coco_rle.height, seen.coco_rle.width, seen.coco_rle.counts)
        by_polygons = masks.polygons(result.height, result.width, seen.polygons.polygons)
        lines.append(f"  {seen.name} {seen.score:.3f}, {100 * seen.area:.1f} % of the picture: "
                     f"{(labels == seen.index + 1).sum()} pixels by label map, "
                     f"{by_rle.sum()} by run lengths, {by_polygons.sum()} by polygons")
    return lines


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pictures", nargs="+", type=pathlib.Path, metavar="PICTURE", help="JPEG, PNG or WebP")
    arguments.add_argument("--bootstrap", default="localhost:9092", metavar="HOST:PORT")
    arguments.add_argument("--camera", default="python")
    arguments.add_argument("--topic-prefix", default="")
    arguments.add_argument("--timeout", type=float, default=30, metavar="SECONDS")
    options = arguments.parse_args()

    consumer = outcomes_from_now_on(options.bootstrap, options.topic_prefix + "segmentations.v1")
    ids = send(options.bootstrap, options.topic_prefix + "frames.v1", options.camera, options.pictures)
    waiting = dict(zip(ids, options.pictures))
    end = time.monotonic() + options.timeout
    while waiting and time.monotonic() < end:
        record = consumer.poll(1)
        if record is None:
            continue
        if record.error():
            raise KafkaException(record.error())
        outcome = Segmentation.FromString(record.value())
        if outcome.camera_id == options.camera and outcome.frame_id in waiting:
            print(f"{waiting.pop(outcome.frame_id).name}: " + "\n".join(describe(outcome)))
    consumer.close()
    if waiting:
        sys.exit(f"no outcome within {options.timeout:g} s for {', '.join(map(str, waiting.values()))}")


if __name__ == "__main__":
    try:
        main()
    except (KafkaException, OSError) as refused:
        sys.exit(str(refused))
