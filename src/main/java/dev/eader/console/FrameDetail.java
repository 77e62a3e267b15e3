package dev.eader.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.google.protobuf.util.Timestamps;
import dev.eader.console.live.LiveEvent;
import dev.eader.console.live.LiveFrame;
import dev.eader.image.ImageException;
import dev.eader.image.Size;
import dev.eader.image.maps.ClassOutlines;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.image.maps.RunLengthMask;
import dev.eader.v1.Box;
import dev.eader.v1.ClassResult;
import dev.eader.v1.Result;
import dev.eader.v1.Segmentation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One frame with its outcome, as JSON in snake case.
 *
 * @param event the frame as sent to the wall
 * @param capturedAt capture time, RFC 3339
 * @param outcome record of the segmentation
 * @param card the model card, JSON from the model file; null if the model is no longer served
 * @param regions the classes with at least one pixel in the label map, at the size of the picture
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record FrameDetail(
        LiveEvent event,
        String capturedAt,
        LiveEvent.Place outcome,
        float scoreThreshold,
        float backgroundThreshold,
        @JsonRawValue String card,
        Map<String, String> attributes,
        List<Region> regions) {

    /** Largest distance of a simplified outline from the mask, in pixels of the picture. */
    private static final double TOLERANCE = 1;

    /**
     * The pixels of one class.
     *
     * @param box x, y, width, height in pixels
     * @param segmentation compressed run-length encoding of COCO, readable by pycocotools
     * @param polygons each an exterior ring followed by its holes; a ring is x0, y0, x1, y1, ...
     * @param polygonTolerance largest distance of the polygons from the mask, in pixels
     * @param polygonIou intersection over union of polygons and mask
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Region(
            int index,
            String name,
            float score,
            double[] box,
            Rle segmentation,
            List<List<float[]>> polygons,
            double polygonTolerance,
            double polygonIou) {}

    /** @param size height, width */
    record Rle(int[] size, String counts) {}

    static FrameDetail of(LiveFrame frame, LiveEvent.Place outcome, String card) {
        Segmentation segmentation = frame.segmentation();
        return new FrameDetail(
                LiveEvent.of(frame),
                Timestamps.toString(segmentation.getCapturedAt()),
                outcome,
                segmentation.getResult().getScoreThreshold(),
                segmentation.getResult().getBackgroundThreshold(),
                card,
                segmentation.getAttributesMap(),
                regions(segmentation));
    }

    private static List<Region> regions(Segmentation segmentation) {
        Result result = segmentation.getResult();
        if (!result.hasLabelMap()) {
            return List.of();
        }
        try {
            PixelLabels map = PalettePng.read(result.getLabelMap().getPng().toByteArray())
                    .resizeNearest(new Size(result.getWidth(), result.getHeight()));
            return result.getClassesList().stream()
                    .filter(ClassResult::hasBox)
                    .map(each -> region(each, map))
                    .toList();
        } catch (ImageException e) {
            throw new IllegalStateException("Cannot read the label map of frame " + segmentation.getFrameId(), e);
        }
    }

    private static Region region(ClassResult found, PixelLabels map) {
        int label = found.getIndex() + 1;
        RunLengthMask rle = RunLengthMask.encode(map, label);
        ClassOutlines outlines = ClassOutlines.trace(map, label, TOLERANCE);
        Box box = found.getBox();
        return new Region(
                found.getIndex(),
                found.getName(),
                found.getScore(),
                new double[] {box.getX(), box.getY(), box.getWidth(), box.getHeight()},
                new Rle(new int[] {rle.height(), rle.width()}, rle.counts()),
                outlines.polygons().stream().map(FrameDetail::rings).toList(),
                outlines.tolerance(),
                outlines.iou());
    }

    private static List<float[]> rings(ClassOutlines.Polygon polygon) {
        List<float[]> rings = new ArrayList<>();
        rings.add(polygon.exterior());
        rings.addAll(polygon.interiors());
        return rings;
    }
}
