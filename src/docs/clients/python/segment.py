#!/usr/bin/env python3
"""Sends pictures to Eader and prints the detected classes with score and number of pixels in each mask format."""

import argparse
import pathlib
import sys
import time
import uuid

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition
from eader.v1.frame_pb2 import Frame, Wanted
from eader.v1.segmentation_pb2 import Failed, Segmentation, Skipped

import masks


def consume_new_outcomes(bootstrap, topic):
    """Returns a consumer at the end of all partitions of the topic. It uses no consumer group and commits nothing."""
    consumer = Consumer({
        "bootstrap.servers": bootstrap,
        "group.id": "segment.py",  # required by the library, but not used
        "enable.auto.commit": False,
        "isolation.level": "read_committed",  # results are written in transactions
    })
    partitions = [TopicPartition(topic, p) for p in consumer.list_topics(topic, timeout=10).topics[topic].partitions]
    if not partitions:
        raise SystemExit(f"Kafka at {bootstrap} has no topic {topic}. Is Eader running there?")
    for partition in partitions:
        partition.offset = consumer.get_watermark_offsets(partition, timeout=10)[1]
    consumer.assign(partitions)
    return consumer


def send(bootstrap, topic, camera, pictures):
    """Sends the pictures as frames of one camera and returns their frame ids."""
    # the same partitioner as in Java, so that frames of a camera stay in one partition, in order
    producer = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "enable.idempotence": True})
    errors, ids = [], []
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
                         on_delivery=lambda error, _: errors.append(error) if error else None)
        ids.append(frame.frame_id)
    if producer.flush(30) or errors:
        raise SystemExit(f"Kafka did not accept the frames: {errors or 'no answer'}")
    return ids


def describe(outcome):
    """Describes an outcome in lines of text."""
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
            lines.append(f"  {seen.name} {seen.score:.3f}, no pixels in the label map")
            continue
        by_rle = masks.coco_rle(seen.coco_rle.height, seen.coco_rle.width, seen.coco_rle.counts)
        by_polygons = masks.polygons(result.height, result.width, seen.polygons.polygons)
        lines.append(f"  {seen.name} {seen.score:.3f}, {100 * seen.area:.1f} % of the picture: "
                     f"{(labels == seen.index + 1).sum()} pixels by label map, "
                     f"{by_rle.sum()} by run lengths, {by_polygons.sum()} by polygons")
    return lines


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pictures", nargs="+", type=pathlib.Path, metavar="PICTURE", help="JPEG, PNG or WebP file")
    arguments.add_argument("--bootstrap", default="localhost:9092", metavar="HOST:PORT")
    arguments.add_argument("--camera", default="python")
    arguments.add_argument("--topic-prefix", default="")
    arguments.add_argument("--timeout", type=float, default=30, metavar="SECONDS")
    options = arguments.parse_args()

    consumer = consume_new_outcomes(options.bootstrap, options.topic_prefix + "segmentations.v1")
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
        sys.exit(f"No outcome within {options.timeout:g} s for {', '.join(map(str, waiting.values()))}")


if __name__ == "__main__":
    try:
        main()
    except (KafkaException, OSError) as error:
        sys.exit(str(error))
