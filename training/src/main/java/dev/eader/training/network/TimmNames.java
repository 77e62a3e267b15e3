package dev.eader.training.network;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Translates array names of timm to torchvision. Those of MobileNetV2 differ; those of ResNet and VGG are the same. */
final class TimmNames {
    private static final Pattern BLOCK = Pattern.compile("blocks\\.(\\d)\\.(\\d)\\.(\\w+)\\.(\\w+)");
    private static final Map<String, String> ENDS = Map.of(
            "conv_stem", "features.0.0",
            "bn1", "features.0.1",
            "conv_head", "features.18.0",
            "bn2", "features.18.1",
            "classifier", "classifier.1");
    /** The first block has no expansion, so its convolutions have other numbers. */
    private static final Map<String, String> FIRST = Map.of(
            "conv_dw", "conv.0.0",
            "bn1", "conv.0.1",
            "conv_pw", "conv.1",
            "bn2", "conv.2");

    private static final Map<String, String> OTHERS = Map.of(
            "conv_pw", "conv.0.0",
            "bn1", "conv.0.1",
            "conv_dw", "conv.1.0",
            "bn2", "conv.1.1",
            "conv_pwl", "conv.2",
            "bn3", "conv.3");

    private TimmNames() {}

    /** Returns the arrays of a MobileNetV2 from timm under torchvision's names, and all other arrays unchanged. */
    static <T> Map<String, T> toTorchvision(Map<String, T> arrays) {
        if (!arrays.containsKey("conv_stem.weight")) {
            return arrays;
        }
        Map<String, T> renamed = new TreeMap<>();
        arrays.forEach((name, array) -> renamed.put(toTorchvision(name), array));
        return renamed;
    }

    private static String toTorchvision(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            int index = MobileNetV2.index(Integer.parseInt(block.group(1)), Integer.parseInt(block.group(2)));
            String part = (index == 1 ? FIRST : OTHERS).get(block.group(3));
            return part == null ? name : "features." + index + "." + part + "." + block.group(4);
        }
        int dot = name.lastIndexOf('.');
        String part = dot < 0 ? null : ENDS.get(name.substring(0, dot));
        return part == null ? name : part + name.substring(dot);
    }
}
