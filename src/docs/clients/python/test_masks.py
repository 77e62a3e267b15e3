"""Tests the decoders with the golden masks: `python3 -m unittest discover src/docs/clients/python`."""

import hashlib
import json
import pathlib
import unittest
from types import SimpleNamespace

import masks

FOLDER = pathlib.Path(__file__).parents[1] / "masks"


def messages(outlines):
    """Polygons in the structure of the protobuf messages."""
    ring = lambda coordinates: SimpleNamespace(coordinates=coordinates)
    return [SimpleNamespace(exterior=ring(each["exterior"]), interiors=[ring(hole) for hole in each["interiors"]])
            for each in outlines]


class MasksTest(unittest.TestCase):
    def test_every_golden_mask_is_decoded(self):
        vectors = json.loads((FOLDER / "masks.json").read_text())
        decoded = 0
        for name, vector in vectors.items():
            labels = masks.label_map((FOLDER / f"{name}.png").read_bytes())
            height, width = labels.shape
            self.assertEqual((height, width), (vector["height"], vector["width"]), name)
            self.assertEqual(hashlib.sha256(labels.tobytes()).hexdigest(), vector["sha256"], name)
            for label, encoded in vector["classes"].items():
                with self.subTest(name, label=label):
                    expected = labels == int(label)
                    self.assertEqual(expected.sum(), encoded["pixels"])
                    self.assertTrue((masks.coco_rle(height, width, encoded["counts"]) == expected).all())
                    self.assertTrue((masks.polygons(height, width, messages(encoded["polygons"])) == expected).all())
                    simplified = masks.polygons(height, width, messages(encoded["simplified"]))
                    self.assertEqual(simplified.sum(), encoded["simplified_pixels"])
                    decoded += 1
        print(f"{len(vectors)} label maps, {decoded} masks")


if __name__ == "__main__":
    unittest.main()
