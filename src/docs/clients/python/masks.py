"""The masks of eader.v1 as numpy arrays: bool [height, width], or uint8 for a label map."""

from io import BytesIO

import numpy as np
from PIL import Image


def label_map(png):
    """uint8 [height, width]: 0 background, index + 1 a class. The value of a pixel is its label, not its colour."""
    return np.array(Image.open(BytesIO(png)))


def coco_rle(height, width, counts):
    """The mask of COCO's compressed run lengths, as pycocotools.mask.decode gives it: runs go down the columns."""
    runs, at = [], 0
    while at < len(counts):
        value, shift, more = 0, 0, True
        while more:
            group = ord(counts[at]) - ord("0")
            value |= (group & 0x1F) << shift
            more = group & 0x20
            shift += 5
            at += 1
        if group & 0x10:  # the sign
            value -= 1 << shift
        # from the fourth on, a run is written as its difference to the run two before
        runs.append(value + runs[-2] if len(runs) > 2 else value)
    inside = np.arange(len(runs)) % 2 == 1  # the first run is outside, and may be 0 long
    return np.repeat(inside, runs).reshape(width, height).T


def polygons(height, width, outlines):
    """The mask of eader.v1 polygons: pixels whose centres lie in an exterior or on it, but not within its holes."""
    mask = np.zeros((height, width), bool)
    for polygon in outlines:
        within, edge = _ring(height, width, polygon.exterior.coordinates)
        region = within | edge
        for interior in polygon.interiors:
            within, edge = _ring(height, width, interior.coordinates)
            region &= edge | ~within  # the ring round a hole belongs to the class
        mask |= region
    return mask


def _ring(height, width, coordinates):
    """What a ring goes round (by the even-odd rule), and what it passes over."""
    y, x = np.ogrid[:height, :width]
    points = np.reshape(coordinates, (-1, 2)).astype(float)
    within, edge = np.zeros((2, height, width), bool)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0)):
        side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)  # 0 on the line, its sign tells the side
        within ^= ((y0 <= y) != (y1 <= y)) & ((side > 0) == (y1 > y0))
        between = (min(x0, x1) <= x) & (x <= max(x0, x1)) & (min(y0, y1) <= y) & (y <= max(y0, y1))
        edge |= (side == 0) & between
    return within, edge
