package dev.eader.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.eader.image.Size;
import dev.eader.image.maps.AttentionMap;
import dev.eader.image.maps.ClassOutlines;
import dev.eader.image.maps.ClassRegion;
import dev.eader.image.maps.PalettePng;
import dev.eader.image.maps.PixelLabels;
import dev.eader.image.maps.RegionStatistics;
import dev.eader.image.maps.RunLengthMask;
import dev.eader.inference.BatchedPrediction;
import dev.eader.inference.model.ModelDescription;
import dev.eader.inference.model.ModelInput;
import dev.eader.inference.model.Prediction;
import dev.eader.v1.Attention;
import dev.eader.v1.Box;
import dev.eader.v1.ClassResult;
import dev.eader.v1.CocoRle;
import dev.eader.v1.LabelMap;
import dev.eader.v1.Point;
import dev.eader.v1.Polygon;
import dev.eader.v1.Polygons;
import dev.eader.v1.Result;
import dev.eader.v1.Ring;
import dev.eader.v1.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a prediction as the wire contract has it, with what the frame wanted and no more. */
public final class ResultEncoder {
    /** How far polygons may stray from the outline, in image pixels. */
    private static final double TOLERANCE = 1.5;

    private final Wanted wanted;

    public ResultEncoder(Wanted wanted) {
        this.wanted = wanted;
    }

    /**
     * @param present what the model was told of each class
     * @param original size of the picture
     */
    public Result encode(BatchedPrediction batched, float[] present, Size original) {
        Prediction prediction = batched.prediction();
        PixelLabels model = prediction.labelMap();
        boolean enlarge = wanted.getImageSpace() || wanted.getCocoRle() || wanted.getPolygons();
        PixelLabels image = enlarge ? model.resizeNearest(original) : model;
        Result.Builder result = Result.newBuilder()
                .setWidth(original.width())
                .setHeight(original.height())
                .setBackgroundThreshold(batched.model().backgroundThreshold())
                .setScoreThreshold(batched.model().scoreThreshold())
                .addAllClasses(classes(batched, present, image, original));
        if (!wanted.getNoLabelMap()) {
            result.setLabelMap(labelMap(wanted.getImageSpace() ? image : model, original));
        }
        return result.build();
    }

    private LabelMap labelMap(PixelLabels map, Size original) {
        return LabelMap.newBuilder()
                .setPng(UnsafeByteOperations.unsafeWrap(PalettePng.write(map)))
                .setSpace(wanted.getImageSpace() ? LabelMap.Space.IMAGE : LabelMap.Space.MODEL)
                .setWidth(map.width())
                .setHeight(map.height())
                .setScaleX((double) original.width() / map.width())
                .setScaleY((double) original.height() / map.height())
                .build();
    }

    private List<ClassResult> classes(BatchedPrediction batched, float[] present, PixelLabels map, Size original) {
        ModelDescription model = batched.model();
        float[] scores = batched.prediction().scores();
        Map<Integer, ClassRegion> regions = new HashMap<>();
        RegionStatistics.of(map, original).forEach(region -> regions.put(region.label(), region));
        List<ClassResult> classes = new ArrayList<>();
        for (int c = 0; c < scores.length; c++) {
            boolean there = present[c] == ModelInput.BY_SCORE
                    ? scores[c] >= model.scoreThreshold()
                    : present[c] == ModelInput.PRESENT;
            if (there) {
                ClassResult.Builder seen = ClassResult.newBuilder()
                        .setIndex(c)
                        .setName(model.classes().get(c))
                        .setScore(scores[c]);
                if (regions.containsKey(c + 1)) {
                    describe(seen, regions.get(c + 1), map);
                }
                if (wanted.getAttention()) {
                    seen.setAttention(attention(batched, c));
                }
                classes.add(seen.build());
            }
        }
        classes.sort(Comparator.comparingDouble(ClassResult::getScore).reversed());
        return classes;
    }

    private void describe(ClassResult.Builder seen, ClassRegion region, PixelLabels map) {
        seen.setArea(region.area())
                .setBox(Box.newBuilder()
                        .setX(region.box().x())
                        .setY(region.box().y())
                        .setWidth(region.box().width())
                        .setHeight(region.box().height()))
                .setCentroid(Point.newBuilder()
                        .setX(region.centroid().x())
                        .setY(region.centroid().y()));
        if (wanted.getCocoRle()) {
            RunLengthMask rle = RunLengthMask.encode(map, region.label());
            seen.setCocoRle(CocoRle.newBuilder()
                    .setHeight(rle.height())
                    .setWidth(rle.width())
                    .setCounts(rle.counts()));
        }
        if (wanted.getPolygons()) {
            seen.setPolygons(polygons(ClassOutlines.trace(map, region.label(), TOLERANCE)));
        }
    }

    private static Polygons polygons(ClassOutlines traced) {
        Polygons.Builder polygons =
                Polygons.newBuilder().setTolerance(traced.tolerance()).setIou(traced.iou());
        traced.polygons().forEach(polygon -> {
            Polygon.Builder rings = polygons.addPolygonsBuilder().setExterior(ring(polygon.exterior()));
            polygon.interiors().forEach(interior -> rings.addInteriors(ring(interior)));
        });
        return polygons.build();
    }

    private static Ring ring(float[] coordinates) {
        Ring.Builder ring = Ring.newBuilder();
        for (float coordinate : coordinates) {
            ring.addCoordinates(coordinate);
        }
        return ring.build();
    }

    private static Attention attention(BatchedPrediction batched, int c) {
        Prediction prediction = batched.prediction();
        AttentionMap map = AttentionMap.quantise(prediction.attention()[c], prediction.rows(), prediction.columns());
        return Attention.newBuilder()
                .setValues(ByteString.copyFrom(map.values()))
                .setRows(map.rows())
                .setColumns(map.columns())
                .setScale(map.scale())
                .setStride(batched.model().stride())
                .build();
    }
}
