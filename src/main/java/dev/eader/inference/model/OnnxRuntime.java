package dev.eader.inference.model;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** Initializes ONNX Runtime through DJL, once per JVM, and opens sessions. Thread-safe. */
public final class OnnxRuntime {
    static final String ENGINE = "OnnxRuntime";

    private static final Logger LOG = Logger.getLogger(OnnxRuntime.class);
    private static final CudaDevices CUDA = start();

    private OnnxRuntime() {}

    private static CudaDevices start() {
        int gpus = CudaDevices.gpusUnder(Path.of("/"));
        if (gpus == 0) {
            // DJL loads the CUDA provider when it starts, whatever device is selected; hide it if there is no GPU.
            setDefault("onnxruntime.native.onnxruntime_providers_cuda.skip");
        }
        setDefault("ai.djl.offline"); // no telemetry
        setDefault("ai.djl.onnx.disable_alternative"); // do not search for PyTorch
        // Before any other use of OrtEnvironment: DJL's engine fails to start if the environment exists already.
        Engine.getEngine(ENGINE);
        return new CudaDevices(gpus, OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    }

    private static void setDefault(String property) {
        System.setProperty(property, System.getProperty(property, "true"));
    }

    /**
     * Selects the device for inference and logs it.
     *
     * @return {@code CPU} or {@code CUDA}, never {@code AUTO}
     * @throws DeviceUnavailableException if {@code choice} is a GPU that is not available
     */
    public static DeviceChoice selectDevice(DeviceChoice choice) {
        DeviceChoice device = resolve(choice);
        boolean fallback = choice.kind() == DeviceChoice.Kind.AUTO && device.kind() == DeviceChoice.Kind.CPU;
        LOG.infof("Inference runs on %s%s", device, fallback ? ": " + CUDA : "");
        return device;
    }

    /**
     * Selects the device for inference on this machine.
     *
     * @return {@code CPU} or {@code CUDA}, never {@code AUTO}
     * @throws DeviceUnavailableException if {@code choice} is a GPU that is not available
     */
    static DeviceChoice resolve(DeviceChoice choice) {
        return choice.resolve(CUDA);
    }

    /**
     * Opens a session. Takes bytes instead of a path, so that exactly the bytes that were hashed run, and a model with
     * values in another file does not load.
     *
     * @throws OrtException if ONNX Runtime cannot load the model
     * @throws DeviceUnavailableException if {@code options} name a GPU that is not available
     */
    static OrtSession open(byte[] onnx, ModelOptions options) throws OrtException {
        DeviceChoice device = options.device().resolve(CUDA);
        if (device.kind() == DeviceChoice.Kind.CUDA) {
            try {
                return create(onnx, options, device);
            } catch (OrtException | DeviceUnavailableException e) {
                if (options.device().kind() == DeviceChoice.Kind.CUDA) {
                    throw e;
                }
                LOG.warnf("A model cannot be loaded on %s and runs on the CPU: %s", device, e.getMessage());
            }
        }
        return create(onnx, options, DeviceChoice.CPU);
    }

    private static OrtSession create(byte[] onnx, ModelOptions options, DeviceChoice device) throws OrtException {
        try (OrtSession.SessionOptions settings = settings(options)) {
            if (device.kind() == DeviceChoice.Kind.CUDA) {
                addCuda(settings, device);
            }
            return OrtEnvironment.getEnvironment().createSession(onnx, settings);
        }
    }

    private static void addCuda(OrtSession.SessionOptions settings, DeviceChoice device) {
        try {
            settings.addCUDA(device.gpu());
        } catch (OrtException e) {
            throw new DeviceUnavailableException(device, e.getMessage(), e);
        }
    }

    private static OrtSession.SessionOptions settings(ModelOptions options) throws OrtException {
        OrtSession.SessionOptions settings = new OrtSession.SessionOptions();
        int threads = options.threads();
        // By default, ONNX Runtime counts the cores of the host, not of the container, and pins its threads to them.
        settings.setIntraOpNumThreads(
                threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
        // The networks are chains of nodes: there are no branches to run in parallel.
        settings.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        // Spinning reduces latency, but takes CPU time from decoding and encoding of other frames.
        settings.addConfigEntry("session.intra_op.allow_spinning", "0");
        return settings;
    }
}
