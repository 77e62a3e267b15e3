package dev.eader.inference.model;

import ai.onnx.proto.OnnxMl;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of a few nodes that keeps the model contract and whose answers can be told by hand: class 0 is red, class 1
 * green, class 2 blue. The attention of a class is its colour averaged over each 32x32 square, its score is the largest
 * attention, and a pixel belongs to the class with the largest attention above the background threshold. Each of the
 * methods breaks one clause of the contract.
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
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
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

    /** Gives an input or output another name. */
    public TinyModel rename(String tensor, String name) {
        renamed.put(tensor, name);
        return this;
    }

    /** Gives an input or output other dimensions: names where symbolic, numbers where fixed. */
    public TinyModel dimensions(String tensor, Object... shape) {
        dimensions.put(tensor, shape);
        return this;
    }

    /** Gives an input or output another element type. */
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

    /** The label map goes by the scores, whatever {@code present} says. */
    public TinyModel ignorePresent() {
        ignoresPresent = true;
        return this;
    }

    /** Scores are NaN for an image of this one grey value, 0 to 255. */
    public TinyModel notANumberOn(int grey) {
        notANumberOn = grey;
        return this;
    }

    /** A run on a batch with an image of this one grey value, 0 to 255, goes round in so many circles. */
    public TinyModel loopsOn(int grey, long times) {
        loopsOn = grey;
        loops = times;
        return this;
    }

    public TinyModel scoreFactor(float factor) {
        scoreFactor = factor;
        return this;
    }

    /** Labels are this much too high. */
    public TinyModel labelOffset(int offset) {
        labelOffset = offset;
        return this;
    }

    /** The graph runs on batches of this size alone. */
    public TinyModel bakedBatch(int batch) {
        bakedBatch = batch;
        return this;
    }

    /** The graph fails at run time on a batch of one, which its shapes do not tell. */
    public TinyModel needsTwoImages() {
        needsTwoImages = true;
        return this;
    }

    /** The graph has an operator that does not exist. */
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
        graph.clear().setName("tiny");
        input("image");
        input("present");
        node("Cast", "pixels", List.of("image"), number("to", DataType.FLOAT.getNumber()));
        if (bakedBatch > 0) {
            node("Reshape", "baked", List.of("pixels", longs("baked_shape", bakedBatch, 0, 0, 3)));
        }
        String pixels = bakedBatch > 0 ? "baked" : "pixels";
        node("Slice", "rgb", List.of(pixels, longs("first", 0), longs("end", 3), longs("channel", 3)));
        node("Transpose", "planes", List.of("rgb"), numbers("perm", 0, 3, 1, 2));
        node("Div", "unit", List.of("planes", constant("white", 255)));
        var square = numbers("kernel_shape", STRIDE, STRIDE);
        node("AveragePool", "attention", List.of("unit"), square, numbers("strides", STRIDE, STRIDE));
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
            node("Identity", "extra_out", List.of("scores"));
            output("extra_out");
        }
        if (unknownOperator) {
            node("NoSuchOperator", "nothing", List.of("scores"));
        }
        output("scores");
        output("attention");
        output("label_map");
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph);
        metadata.forEach((key, value) -> model.addMetadataProps(
                OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    private void scores() {
        node("ReduceMax", "peak", List.of("attention"), numbers("axes", 2, 3), number("keepdims", 0));
        String peak = "peak";
        if (needsTwoImages) {
            node("Gather", "second", List.of(peak, longs("one", 1)), number("axis", 0));
            node("Mul", "second_mute", List.of("second", constant("mute", 0)));
            node("Add", "peak_and_second", List.of(peak, "second_mute"));
            peak = "peak_and_second";
        }
        node("Mul", "scaled", List.of(peak, constant("score_factor", scoreFactor)));
        if (notANumberOn < 0 && loopsOn < 0) {
            node("Identity", "scores", List.of("scaled"));
            return;
        }
        node("Sub", "off", List.of("unit", constant("poison", Math.max(notANumberOn, loopsOn) / 255f)));
        node("Abs", "distance", List.of("off"));
        node("ReduceMax", "furthest", List.of("distance"), numbers("axes", 1, 2, 3), number("keepdims", 0));
        if (loopsOn >= 0) {
            node("ReduceMin", "nearest", List.of("furthest"), number("keepdims", 0));
            node("Less", "poisoned", List.of("nearest", constant("half_a_step", 0.5f / 255)));
            node("Loop", "scores", List.of(longs("times", loops), "poisoned", "scaled"), circle());
            return;
        }
        node("Div", "one_or_nan", List.of("furthest", "furthest"));
        node("Unsqueeze", "one_or_nan_column", List.of("one_or_nan", longs("column", 1)));
        node("Mul", "scores", List.of("scaled", "one_or_nan_column"));
    }

    /** The body of a loop that changes nothing. */
    private static AttributeProto circle() {
        GraphProto body = GraphProto.newBuilder()
                .setName("body")
                .addInput(value("step", DataType.INT64, List.of()))
                .addInput(value("again", DataType.BOOL, List.of()))
                .addInput(value("carried", DataType.FLOAT, List.of("batch", CLASSES.size())))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Identity")
                        .addInput("again")
                        .addOutput("again_out"))
                .addNode(NodeProto.newBuilder()
                        .setOpType("Abs")
                        .addInput("carried")
                        .addOutput("carried_out"))
                .addOutput(value("again_out", DataType.BOOL, List.of()))
                .addOutput(value("carried_out", DataType.FLOAT, List.of("batch", CLASSES.size())))
                .build();
        return AttributeProto.newBuilder()
                .setName("body")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(body)
                .build();
    }

    private void labelMap() {
        node("Reshape", "labels", List.of("present", longs("rows_of_classes", -1, CLASSES.size())));
        node("Less", "undecided", List.of("labels", constant("zero", 0)));
        node("GreaterOrEqual", "high", List.of("peak", constant("score_threshold", SCORE_THRESHOLD)));
        node("Cast", "by_score", List.of("high"), number("to", DataType.FLOAT.getNumber()));
        node("Where", "known", List.of("undecided", "by_score", "labels"));
        node("Unsqueeze", "gate", List.of(ignoresPresent ? "by_score" : "known", longs("spatial", 2, 3)));
        String scales = constants("scales", 1, 1, STRIDE, STRIDE);
        node(
                "Resize",
                "upsampled",
                List.of("attention", "", scales),
                text("mode", "nearest"),
                text("coordinate_transformation_mode", "asymmetric"),
                text("nearest_mode", "floor"));
        node("Mul", "gated", List.of("upsampled", "gate"));
        node("ReduceMax", "any", List.of("upsampled"), numbers("axes", 1), number("keepdims", 1));
        node("Mul", "none", List.of("any", "zero"));
        node("Add", "background", List.of("none", constant("background_threshold", BACKGROUND_THRESHOLD)));
        node("Concat", "layers", List.of("background", "gated"), number("axis", 1));
        node("ArgMax", "label", List.of("layers"), number("axis", 1), number("keepdims", 0));
        node("Add", "shifted", List.of("label", longs("label_offset", labelOffset)));
        var labelType = types.get("label_map").getNumber();
        node("Cast", "label_map", List.of("shifted"), number("to", labelType));
    }

    private void input(String name) {
        graph.addInput(tensor(name));
    }

    private void output(String name) {
        graph.addOutput(tensor(name));
    }

    private ValueInfoProto tensor(String name) {
        return value(renamed.getOrDefault(name, name), types.get(name), List.of(dimensions.get(name)));
    }

    private static ValueInfoProto value(String name, DataType element, List<Object> dimensions) {
        var shape = OnnxMl.TensorShapeProto.newBuilder();
        for (Object dimension : dimensions) {
            var proto = shape.addDimBuilder();
            if (dimension instanceof Integer fixed) {
                proto.setDimValue(fixed);
            } else {
                proto.setDimParam((String) dimension);
            }
        }
        var type = OnnxMl.TypeProto.Tensor.newBuilder()
                .setElemType(element.getNumber())
                .setShape(shape);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder().setTensorType(type))
                .build();
    }

    private void node(String operator, String output, List<String> inputs, AttributeProto... attributes) {
        var node = NodeProto.newBuilder().setOpType(operator).setName(output);
        inputs.forEach(input -> node.addInput(renamed.getOrDefault(input, input)));
        node.addOutput(renamed.getOrDefault(output, output)).addAllAttribute(List.of(attributes));
        graph.addNode(node);
    }

    private String constant(String name, float value) {
        graph.addInitializer(floats(name, value));
        return name;
    }

    private String constants(String name, float... values) {
        graph.addInitializer(floats(name, values).addDims(values.length));
        return name;
    }

    private static TensorProto.Builder floats(String name, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            raw.putFloat(value);
        }
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT.getNumber())
                .setRawData(ByteString.copyFrom(raw.array()));
    }

    private String longs(String name, long... values) {
        var tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64.getNumber())
                .addDims(values.length);
        for (long value : values) {
            tensor.addInt64Data(value);
        }
        graph.addInitializer(tensor);
        return name;
    }

    private static AttributeProto number(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static AttributeProto numbers(String name, long... values) {
        var attribute = AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        for (long value : values) {
            attribute.addInts(value);
        }
        return attribute.build();
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }
}
