package dev.eader.command;

import dev.eader.bench.BenchModel;
import dev.eader.bench.NaivePipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "bench-naive", hidden = true, description = "Runs the program that bench measures the service against.")
final class BenchNaive implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "NAME|FILE", description = "As bench takes it.")
    private String model;

    @Mixin
    private ConnectionOptions connection;

    @Override
    public Integer call() throws Exception {
        try (var stop = new StopSignal();
                var naive = new NaivePipeline(connection.bootstrap(), connection.topics(), new BenchModel(model))) {
            stop.await();
        }
        return ExitCode.OK;
    }
}
