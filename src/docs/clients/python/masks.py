"""Decodes the masks of eader.v1 to numpy arrays: bool [height, width], or uint8 [height, width] for a label map."""

from io import BytesIO

import numpy as np
from PIL import Image


def label_map(png):
    """Decodes a label map: 0 is background, index + 1 a class. The label is the palette index, not the colour."""
    return np.array(Image.open(BytesIO(png)))


def coco_rle(height, width, counts):
    """Decodes COCO's compressed run-length encoding, like pycocotools.mask.decode. Runs follow the columns down."""
    runs, at = [], 0
    while at < len(counts):
        value, shift, more = 0, 0, True
        while more:
            group = ord(counts[at]) - ord("0")
            value |= (group & 0x1F) << shift
            more = group & 0x20
            shift += 5
            at += 1
        if group & 0x10:  # sign bit
            value -= 1 << shift
        # from the fourth run on, the difference to the run before the previous one is encoded
        runs.append(value + runs[-2] if len(runs) > 2 else value)
    inside = np.arange(len(runs)) % 2 == 1  # the first run is outside and may have length 0
    return np.repeat(inside, runs).reshape(width, height).T


def polygons(height, width, outlines):
    """Rasterizes eader.v1 polygons: centres inside or on an exterior ring, but not inside one of its holes."""
    mask = np.zeros((height, width), bool)
    for polygon in outlines:
        inside, edge = _rasterize(height, width, polygon.exterior.coordinates)
        region = inside | edge
        for interior in polygon.interiors:
            inside, edge = _rasterize(height, width, interior.coordinates)
            region &= edge | ~inside  # pixels on the ring of a hole belong to the class
        mask |= region
    return mask


def _rasterize(height, width, coordinates):
    """Rasterizes a ring: pixel centres inside it (even-odd rule) and on its edge."""
    y, x = np.ogrid[:height, :width]
    points = np.reshape(coordinates, (-1, 2)).astype(float)
    inside, edge = np.zeros((2, height, width), bool)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0)):
        side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)  # 0 on the line; the sign is the side
        inside ^= ((y0 <= y) != (y1 <= y)) & ((side > 0) == (y1 > y0))
        between = (min(x0, x1) <= x) & (x <= max(x0, x1)) & (min(y0, y1) <= y) & (y <= max(y0, y1))
        edge |= (side == 0) & between
    return inside, edge
