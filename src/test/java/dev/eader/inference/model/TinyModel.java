package dev.eader.inference.model;

import static dev.eader.inference.model.GraphBuilder.loopBody;
import static dev.eader.inference.model.GraphBuilder.number;
import static dev.eader.inference.model.GraphBuilder.numbers;
import static dev.eader.inference.model.GraphBuilder.text;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of a few nodes that complies with the model contract and has outputs that are easy to predict: class 0 is
 * red, class 1 green, class 2 blue. The attention of a class is its colour averaged over each 32x32 square, its score
 * is the largest attention, and a pixel belongs to the class with the largest attention above the background threshold.
 * The methods that return {@code this} change the network, most of them so that it breaks one clause of the contract.
 */
public final class TinyModel {
    public static final int STRIDE = 32;
    public static final List<String> CLASSES = List.of("red", "green", "blue");
    public static final float SCORE_THRESHOLD = 0.5f;
    public static final float BACKGROUND_THRESHOLD = 0.25f;

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, Object[]> dimensions = new HashMap<>();
    private final Map<String, DataType> types = new HashMap<>();
    private boolean extraInput;
    private boolean extraOutput;
    private boolean ignoresPresent;
    private int notANumberOn = -1;
    private int loopsOn = -1;
    private long loops;
    private float scoreFactor = 1;
    private int labelOffset;
    private int bakedBatch;
    private boolean needsTwoImages;
    private boolean unknownOperator;
    private GraphBuilder graph;

    public TinyModel() {
        metadata.put("eader.contract", "1");
        metadata.put("eader.name", "tiny");
        metadata.put("eader.version", "1");
        metadata.put("eader.classes", "[\"red\", \"green\", \"blue\"]");
        metadata.put("eader.score_threshold", String.valueOf(SCORE_THRESHOLD));
        metadata.put("eader.background_threshold", String.valueOf(BACKGROUND_THRESHOLD));
        metadata.put("eader.input_size", "64");
        metadata.put("eader.stride", String.valueOf(STRIDE));
        metadata.put("eader.card", "{\"seed\": 1}");
        dimensions.put("image", new Object[] {"batch", "height", "width", 3});
        dimensions.put("present", new Object[] {"batch", CLASSES.size()});
        dimensions.put("scores", new Object[] {"batch", CLASSES.size()});
        dimensions.put("attention", new Object[] {"batch", CLASSES.size(), "rows", "columns"});
        dimensions.put("label_map", new Object[] {"batch", "height", "width"});
        types.put("image", DataType.UINT8);
        types.put("present", DataType.FLOAT);
        types.put("scores", DataType.FLOAT);
        types.put("attention", DataType.FLOAT);
        types.put("label_map", DataType.UINT8);
    }

    /** Sets one metadata entry, as in {@code metadata("eader.version", "2")}. */
    public TinyModel metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    public TinyModel without(String metadataKey) {
        metadata.remove(metadataKey);
        return this;
    }

    /** Renames an input or output. */
    public TinyModel rename(String tensor, String name) {
        renamed.put(tensor, name);
        return this;
    }

    /** @param shape a name for each symbolic dimension, a number for each fixed one */
    public TinyModel dimensions(String tensor, Object... shape) {
        dimensions.put(tensor, shape);
        return this;
    }

    /** Sets the element type of an input or output. */
    public TinyModel type(String tensor, DataType type) {
        types.put(tensor, type);
        return this;
    }

    public TinyModel extraInput() {
        extraInput = true;
        return this;
    }

    public TinyModel extraOutput() {
        extraOutput = true;
        return this;
    }

    /** The label map depends on the scores only and ignores {@code present}. */
    public TinyModel ignorePresent() {
        ignoresPresent = true;
        return this;
    }

    /** @param grey grey value, 0 to 255, of the plain images whose scores are NaN */
    public TinyModel notANumberOn(int grey) {
        notANumberOn = grey;
        return this;
    }

    /**
     * Makes runs slow.
     *
     * @param grey grey value, 0 to 255, of a plain image that makes the run of its batch slow
     * @param times iterations of a loop in the graph
     */
    public TinyModel loopsOn(int grey, long times) {
        loopsOn = grey;
        loops = times;
        return this;
    }

    public TinyModel scoreFactor(float factor) {
        scoreFactor = factor;
        return this;
    }

    /** @param offset is added to all labels */
    public TinyModel labelOffset(int offset) {
        labelOffset = offset;
        return this;
    }

    /** The graph accepts only batches of this size. */
    public TinyModel bakedBatch(int batch) {
        bakedBatch = batch;
        return this;
    }

    /** The graph fails at run time on a batch of one, although its shapes allow any batch size. */
    public TinyModel needsTwoImages() {
        needsTwoImages = true;
        return this;
    }

    /** The graph contains an operator that does not exist. */
    public TinyModel unknownOperator() {
        unknownOperator = true;
        return this;
    }

    public Path writeTo(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        graph = new GraphBuilder(renamed);
        input("image");
        input("present");
        graph.node("Cast", "pixels", List.of("image"), number("to", DataType.FLOAT.getNumber()));
        if (bakedBatch > 0) {
            graph.node("Reshape", "baked", List.of("pixels", graph.longs("baked_shape", bakedBatch, 0, 0, 3)));
        }
        String pixels = bakedBatch > 0 ? "baked" : "pixels";
        graph.node(
                "Slice",
                "rgb",
                List.of(pixels, graph.longs("first", 0), graph.longs("end", 3), graph.longs("channel", 3)));
        graph.node("Transpose", "planes", List.of("rgb"), numbers("perm", 0, 3, 1, 2));
        graph.node("Div", "unit", List.of("planes", graph.constant("white", 255)));
        var square = numbers("kernel_shape", STRIDE, STRIDE);
        graph.node("AveragePool", "attention", List.of("unit"), square, numbers("strides", STRIDE, STRIDE));
        scores();
        labelMap();
        if (extraInput) {
            types.put("extra", DataType.FLOAT);
            dimensions.put("extra", new Object[] {1});
            input("extra");
        }
        if (extraOutput) {
            types.put("extra_out", DataType.FLOAT);
            dimensions.put("extra_out", new Object[] {"batch", CLASSES.size()});
            graph.node("Identity", "extra_out", List.of("scores"));
            output("extra_out");
        }
        if (unknownOperator) {
            graph.node("NoSuchOperator", "nothing", List.of("scores"));
        }
        output("scores");
        output("attention");
        output("label_map");
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph.proto());
        metadata.forEach((key, value) -> model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private void scores() {
        graph.node("ReduceMax", "peak", List.of("attention"), numbers("axes", 2, 3), number("keepdims", 0));
        String peak = "peak";
        if (needsTwoImages) {
            graph.node("Gather", "second", List.of(peak, graph.longs("one", 1)), number("axis", 0));
            graph.node("Mul", "second_mute", List.of("second", graph.constant("mute", 0)));
            graph.node("Add", "peak_and_second", List.of(peak, "second_mute"));
            peak = "peak_and_second";
        }
        graph.node("Mul", "scaled", List.of(peak, graph.constant("score_factor", scoreFactor)));
        if (notANumberOn < 0 && loopsOn < 0) {
            graph.node("Identity", "scores", List.of("scaled"));
            return;
        }
        graph.node("Sub", "off", List.of("unit", graph.constant("poison", Math.max(notANumberOn, loopsOn) / 255f)));
        graph.node("Abs", "distance", List.of("off"));
        graph.node("ReduceMax", "furthest", List.of("distance"), numbers("axes", 1, 2, 3), number("keepdims", 0));
        if (loopsOn >= 0) {
            graph.node("ReduceMin", "nearest", List.of("furthest"), number("keepdims", 0));
            graph.node("Less", "poisoned", List.of("nearest", graph.constant("half_a_step", 0.5f / 255)));
            graph.node(
                    "Loop",
                    "scores",
                    List.of(graph.longs("times", loops), "poisoned", "scaled"),
                    loopBody(CLASSES.size()));
            return;
        }
        graph.node("Div", "one_or_nan", List.of("furthest", "furthest"));
        graph.node("Unsqueeze", "one_or_nan_column", List.of("one_or_nan", graph.longs("column", 1)));
        graph.node("Mul", "scores", List.of("scaled", "one_or_nan_column"));
    }

    private void labelMap() {
        graph.node("Reshape", "labels", List.of("present", graph.longs("rows_of_classes", -1, CLASSES.size())));
        graph.node("Less", "undecided", List.of("labels", graph.constant("zero", 0)));
        graph.node("GreaterOrEqual", "high", List.of("peak", graph.constant("score_threshold", SCORE_THRESHOLD)));
        graph.node("Cast", "by_score", List.of("high"), number("to", DataType.FLOAT.getNumber()));
        graph.node("Where", "known", List.of("undecided", "by_score", "labels"));
        graph.node("Unsqueeze", "gate", List.of(ignoresPresent ? "by_score" : "known", graph.longs("spatial", 2, 3)));
        String scales = graph.constants("scales", 1, 1, STRIDE, STRIDE);
        graph.node(
                "Resize",
                "upsampled",
                List.of("attention", "", scales),
                text("mode", "nearest"),
                text("coordinate_transformation_mode", "asymmetric"),
                text("nearest_mode", "floor"));
        graph.node("Mul", "gated", List.of("upsampled", "gate"));
        graph.node("ReduceMax", "any", List.of("upsampled"), numbers("axes", 1), number("keepdims", 1));
        graph.node("Mul", "none", List.of("any", "zero"));
        graph.node("Add", "background", List.of("none", graph.constant("background_threshold", BACKGROUND_THRESHOLD)));
        graph.node("Concat", "layers", List.of("background", "gated"), number("axis", 1));
        graph.node("ArgMax", "label", List.of("layers"), number("axis", 1), number("keepdims", 0));
        graph.node("Add", "shifted", List.of("label", graph.longs("label_offset", labelOffset)));
        var labelType = types.get("label_map").getNumber();
        graph.node("Cast", "label_map", List.of("shifted"), number("to", labelType));
    }

    private void input(String name) {
        graph.input(name, types.get(name), dimensions.get(name));
    }

    private void output(String name) {
        graph.output(name, types.get(name), dimensions.get(name));
    }
}
