package dev.eader.inference.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The tensors of the model contract, and how those of a file differ from them. */
public final class ModelSignature {
    static final String IMAGE = "image";
    static final String PRESENT = "present";
    static final String SCORES = "scores";
    static final String ATTENTION = "attention";
    static final String LABEL_MAP = "label_map";

    private static final long SYMBOLIC = -1;
    /** Stands for the number of classes, until that is known. */
    private static final long CLASSES = -2;

    private static final List<Tensor> INPUTS = List.of(
            new Tensor(IMAGE, "uint8", "[batch, height, width, 3]", SYMBOLIC, SYMBOLIC, SYMBOLIC, 3),
            new Tensor(PRESENT, "float32", "[batch, classes]", SYMBOLIC, CLASSES));
    private static final List<Tensor> OUTPUTS = List.of(
            new Tensor(SCORES, "float32", "[batch, classes]", SYMBOLIC, CLASSES),
            new Tensor(ATTENTION, "float32", "[batch, classes, rows, columns]", SYMBOLIC, CLASSES, SYMBOLIC, SYMBOLIC),
            new Tensor(LABEL_MAP, "uint8", "[batch, height, width]", SYMBOLIC, SYMBOLIC, SYMBOLIC));

    private ModelSignature() {}

    /** Adds to {@code violations} what keeps these tensors from being those of a model of {@code classes} classes. */
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
                violations.add(String.format(
                        Locale.ROOT, "%s '%s' is missing; the file has %s", role, tensor.name, found.keySet()));
            } else {
                tensor.check(role, node, classes, violations);
            }
        }
        for (String name : found.keySet()) {
            if (wanted.stream().noneMatch(tensor -> tensor.name.equals(name))) {
                String names = wanted.stream().map(Tensor::name).collect(Collectors.joining(", "));
                violations.add(
                        String.format(Locale.ROOT, "%s '%s' is not in the contract, which has %s", role, name, names));
            }
        }
    }

    private record Tensor(String name, String type, String shape, long... dimensions) {

        void check(String role, NodeInfo node, int classes, List<String> violations) {
            if (!(node.getInfo() instanceof TensorInfo info)) {
                violations.add(String.format(Locale.ROOT, "%s '%s' is not a tensor", role, name));
                return;
            }
            if (!typeName(info.onnxType).equals(type)) {
                violations.add(String.format(
                        Locale.ROOT, "%s '%s' is %s; it has to be %s", role, name, typeName(info.onnxType), type));
            }
            long[] found = info.getShape();
            if (found.length != dimensions.length) {
                violations.add(String.format(
                        Locale.ROOT,
                        "%s '%s' has the shape %s; it has to be %s",
                        role,
                        name,
                        Arrays.toString(found),
                        shape));
                return;
            }
            for (int i = 0; i < found.length; i++) {
                if (dimensions[i] == SYMBOLIC && found[i] != SYMBOLIC) {
                    violations.add(String.format(
                            Locale.ROOT,
                            "%s '%s' has dimension %d of %s fixed at %d; it has to be symbolic",
                            role,
                            name,
                            i,
                            shape,
                            found[i]));
                } else if (dimensions[i] == CLASSES && classes > 0 && found[i] != SYMBOLIC && found[i] != classes) {
                    violations.add(String.format(
                            Locale.ROOT,
                            "%s '%s' is for %d classes; eader.classes has %d",
                            role,
                            name,
                            found[i],
                            classes));
                } else if (dimensions[i] >= 0 && found[i] != dimensions[i]) {
                    violations.add(String.format(
                            Locale.ROOT,
                            "%s '%s' has dimension %d of %s at %s; it has to be %d",
                            role,
                            name,
                            i,
                            shape,
                            found[i],
                            dimensions[i]));
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
