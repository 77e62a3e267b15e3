package dev.eader.training.command.options;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.eader.training.attention.InputSize;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Pixels;
import dev.eader.training.onnx.Quantization;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Whether, and on what, an exported model is brought down to 8 bits. */
public final class Int8Options {
    @Option(
            names = "--int8",
            description = "8-bit weights and activations: faster on a CPU with VNNI or AMX, and a quarter of the size.")
    public boolean int8;

    @Option(
            names = "--calibration-count",
            defaultValue = "100",
            description = "With --int8, training pictures to take the activations' ranges from.")
    @Range(min = 1, max = 10_000_000)
    public int count;

    /** The model as it is, or in 8 bits. */
    public byte[] of(byte[] model, int longSide, Supplier<Dataset> training) {
        if (!int8) {
            return model;
        }
        try {
            return Quantization.int8(model, pictures(training.get(), longSide));
        } catch (OrtException e) {
            throw new IllegalStateException("the exported model does not run, so it can't be calibrated", e);
        }
    }

    private Iterable<Pixels> pictures(Dataset dataset, int longSide) {
        int shown = Math.min(count, dataset.size());
        return () -> IntStream.range(0, shown)
                .mapToObj(i -> scaled(
                        dataset.sample((int) ((long) i * dataset.size() / shown))
                                .pixels(),
                        longSide))
                .iterator();
    }

    private static Pixels scaled(Pixels picture, int longSide) {
        InputSize size = InputSize.of(picture.width(), picture.height(), longSide);
        return picture.resize(size.width(), size.height());
    }

    /** For the card: figures in it are of the model in float. */
    public void tell(ObjectNode card) {
        if (int8) {
            card.putObject("int8").put("calibration_pictures", count);
        }
    }
}
