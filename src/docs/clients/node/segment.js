#!/usr/bin/env node
// Sends pictures to Eader and prints the detected classes with score and number of pixels in each mask format.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import kafkajs from "kafkajs";
import protobuf from "protobufjs";
import * as masks from "./masks.js";

const { Kafka, Partitioners, logLevel } = kafkajs;
const contract = (file) => fileURLToPath(new URL(`../../../../proto/eader/v1/${file}`, import.meta.url));
const proto = await protobuf.load([contract("frame.proto"), contract("segmentation.proto")]);
const Frame = proto.lookupType("eader.v1.Frame");
const Segmentation = proto.lookupType("eader.v1.Segmentation");

const { values: options, positionals: pictures } = parseArgs({
  allowPositionals: true,
  options: {
    bootstrap: { type: "string", default: "localhost:9092" },
    camera: { type: "string", default: "node" },
    "topic-prefix": { type: "string", default: "" },
    timeout: { type: "string", default: "30" },
    help: { type: "boolean", default: false },
  },
});
if (options.help || pictures.length === 0) {
  console.log("usage: segment.js [--bootstrap HOST:PORT] [--camera ID] [--topic-prefix PREFIX] [--timeout SECONDS] "
    + "PICTURE...");
  process.exit(options.help ? 0 : 2);
}

// Describes an outcome in lines of text.
function describe({ outcome, result, skipped, failed, model }) {
  if (outcome === "failed") {
    return [`failed, ${failed.stage} ${failed.code}: ${failed.message}`];
  }
  if (outcome === "skipped") {
    return [`skipped, ${skipped.reason}`];
  }
  const labels = masks.labelMap(result.labelMap.png);
  return [`${result.width}x${result.height}, ${model.name} ${model.version}`, ...result.classes.map((seen) => {
    const pixels = seen.cocoRle ? areas(seen, labels, result) : "no pixels in the label map";
    return `  ${seen.name} ${seen.score.toFixed(3)}, ${pixels}`;
  })];
}

const areas = ({ index, area, cocoRle, polygons }, labels, { width, height }) =>
  `${(100 * area).toFixed(1)} % of the picture: ${masks.count(labels, index + 1)} pixels by label map, `
  + `${masks.count(masks.cocoRle(cocoRle), 1)} by run lengths, `
  + `${masks.count(masks.polygons(height, width, polygons.polygons), 1)} by polygons`;

// Sends the pictures as frames of one camera and prints the outcome of each.
async function segment() {
  const frames = await Promise.all(pictures.map(async (picture, sequence) => Frame.create({
    cameraId: options.camera,
    frameId: randomUUID(),
    sequence,
    capturedAt: { seconds: Math.floor(Date.now() / 1000), nanos: (Date.now() % 1000) * 1e6 },
    encoded: await readFile(picture),
    wanted: { imageSpace: true, cocoRle: true, polygons: true },
  })));
  const waiting = new Map(frames.map(({ frameId }, i) => [frameId, basename(pictures[i])]));

  const kafka = new Kafka({ clientId: "segment.js", brokers: [options.bootstrap], logLevel: logLevel.NOTHING });
  const results = `${options["topic-prefix"]}segmentations.v1`;
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(results) // reading starts here
    .catch(({ message }) => Promise.reject(new Error(`${results} at ${options.bootstrap}: ${message}`)));
  await admin.disconnect();

  // kafkajs requires a consumer group. It reads only committed records by default.
  const consumer = kafka.consumer({ groupId: `segment.js-${randomUUID()}`, maxWaitTimeInMs: 100 });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner }); // same as in Java
  await Promise.all([consumer.connect(), producer.connect()]);
  await consumer.subscribe({ topic: results });
  const all = new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(
      `No outcome within ${options.timeout} s for ${[...waiting.values()].join(", ")}`)), 1000 * options.timeout);
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        const outcome = Segmentation.toObject(Segmentation.decode(message.value),
          { enums: String, defaults: true, oneofs: true });
        if (outcome.cameraId === options.camera && waiting.has(outcome.frameId)) {
          console.log(`${waiting.get(outcome.frameId)}: ${describe(outcome).join("\n")}`);
          waiting.delete(outcome.frameId);
        }
        if (waiting.size === 0) {
          clearTimeout(timer);
          done();
        }
      },
    }).catch(fail);
  });
  ends.forEach(({ partition, offset }) => consumer.seek({ topic: results, partition, offset }));
  await Promise.all([all, producer.send({
    topic: `${options["topic-prefix"]}frames.v1`,
    messages: frames.map((frame) => ({ key: options.camera, value: Frame.encode(frame).finish() })),
  })]);
  await Promise.all([consumer.disconnect(), producer.disconnect()]);
}

segment().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
