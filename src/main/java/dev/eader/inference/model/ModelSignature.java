package dev.eader.inference.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The input and output tensors of the model contract, and a check of the tensors of a file against them. */
final class ModelSignature {
    static final String IMAGE = "image";
    static final String PRESENT = "present";
    static final String SCORES = "scores";
    static final String ATTENTION = "attention";
    static final String LABEL_MAP = "label_map";

    private static final long SYMBOLIC = -1;
    /** Placeholder for the number of classes, which differs between models. */
    private static final long CLASSES = -2;

    private static final List<Tensor> INPUTS = List.of(
            new Tensor(IMAGE, "uint8", "[batch, height, width, 3]", SYMBOLIC, SYMBOLIC, SYMBOLIC, 3),
            new Tensor(PRESENT, "float32", "[batch, classes]", SYMBOLIC, CLASSES));
    private static final List<Tensor> OUTPUTS = List.of(
            new Tensor(SCORES, "float32", "[batch, classes]", SYMBOLIC, CLASSES),
            new Tensor(ATTENTION, "float32", "[batch, classes, rows, columns]", SYMBOLIC, CLASSES, SYMBOLIC, SYMBOLIC),
            new Tensor(LABEL_MAP, "uint8", "[batch, height, width]", SYMBOLIC, SYMBOLIC, SYMBOLIC));

    private ModelSignature() {}

    /**
     * Adds to {@code violations} how the tensors of a file differ from the contract.
     *
     * @param classes number of classes in the metadata of the file; 0 if unknown
     */
    static void check(
            Map<String, NodeInfo> inputs, Map<String, NodeInfo> outputs, int classes, List<String> violations) {
        check("input", INPUTS, inputs, classes, violations);
        check("output", OUTPUTS, outputs, classes, violations);
    }

    private static void check(
            String role, List<Tensor> wanted, Map<String, NodeInfo> found, int classes, List<String> violations) {
        for (Tensor tensor : wanted) {
            NodeInfo node = found.get(tensor.name);
            if (node == null) {
                add(violations, "%s '%s' is missing; the file has %s", role, tensor.name, found.keySet());
            } else {
                tensor.check(role + " '" + tensor.name + "'", node, classes, violations);
            }
        }
        String names = wanted.stream().map(Tensor::name).collect(Collectors.joining(", "));
        for (String name : found.keySet()) {
            if (wanted.stream().noneMatch(tensor -> tensor.name.equals(name))) {
                add(violations, "%s '%s' is not in the contract, which has %s", role, name, names);
            }
        }
    }

    private static void add(List<String> violations, String format, Object... arguments) {
        violations.add(String.format(Locale.ROOT, format, arguments));
    }

    private record Tensor(String name, String type, String shape, long... dimensions) {

        void check(String title, NodeInfo node, int classes, List<String> violations) {
            if (!(node.getInfo() instanceof TensorInfo info)) {
                add(violations, "%s must be a tensor", title);
                return;
            }
            if (!typeName(info.onnxType).equals(type)) {
                add(violations, "%s must be %s, but is %s", title, type, typeName(info.onnxType));
            }
            long[] found = info.getShape();
            if (found.length != dimensions.length) {
                add(violations, "%s must have the shape %s, but has %s", title, shape, Arrays.toString(found));
                return;
            }
            for (int i = 0; i < found.length; i++) {
                if (dimensions[i] == SYMBOLIC && found[i] != SYMBOLIC) {
                    String format = "%s must have dimension %d of %s symbolic, but it is fixed at %d";
                    add(violations, format, title, i, shape, found[i]);
                } else if (dimensions[i] == CLASSES && classes > 0 && found[i] != SYMBOLIC && found[i] != classes) {
                    String format = "%s must be for %d classes, as eader.classes has, but is for %d";
                    add(violations, format, title, classes, found[i]);
                } else if (dimensions[i] >= 0 && found[i] != dimensions[i]) {
                    String format = "%s must have dimension %d of %s at %d, but it is %d";
                    add(violations, format, title, i, shape, dimensions[i], found[i]);
                }
            }
        }

        private static String typeName(OnnxTensorType type) {
            String name =
                    type.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "").toLowerCase(Locale.ROOT);
            return name.equals("float") ? "float32" : name;
        }
    }
}
