// Tests the decoders with the golden masks: npm test
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { cocoRle, count, labelMap, polygons } from "./masks.js";

const golden = (file) => readFile(new URL(`../masks/${file}`, import.meta.url));

// Polygons in the structure of the protobuf messages.
const messages = (outlines) => outlines.map(({ exterior, interiors }) => (
  { exterior: { coordinates: exterior }, interiors: interiors.map((coordinates) => ({ coordinates })) }));

test("every golden mask is decoded", async () => {
  const vectors = Object.entries(JSON.parse(await golden("masks.json")));
  let decoded = 0;
  for (const [name, { width, height, sha256, classes }] of vectors) {
    const labels = labelMap(await golden(`${name}.png`));
    assert.deepEqual([labels.width, labels.height], [width, height], name);
    assert.equal(createHash("sha256").update(labels.values).digest("hex"), sha256, name);
    for (const [label, encoded] of Object.entries(classes)) {
      const expected = labels.values.map((each) => Number(each === Number(label)));
      assert.equal(count(labels, Number(label)), encoded.pixels, `${name} ${label}`);
      assert.deepEqual(cocoRle({ width, height, counts: encoded.counts }).values, expected, `${name} ${label}`);
      assert.deepEqual(polygons(height, width, messages(encoded.polygons)).values, expected, `${name} ${label}`);
      assert.equal(count(polygons(height, width, messages(encoded.simplified)), 1), encoded.simplified_pixels,
        `${name} ${label}`);
      decoded++;
    }
  }
  console.log(`${vectors.length} label maps, ${decoded} masks`);
});
