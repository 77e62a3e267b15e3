package dev.eader.config;

import io.smallrye.config.ConfigMapping;

/** All options of the service, named {@code eader.<area>.<aspect>}. */
@ConfigMapping(prefix = "eader")
public interface EaderConfig {

    TopicsConfig topics();

    ModelConfig model();

    InferenceConfig inference();

    ImageConfig image();

    StreamConfig stream();

    FreshnessConfig freshness();

    SchemaConfig schema();

    BrokerConfig broker();

    DemoConfig demo();

    ConsoleConfig console();

    TracingConfig tracing();

    LogConfig log();
}
