package dev.eader.tracing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OTLP collector over HTTP that keeps the spans in memory. */
final class Collector implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<ResourceSpans> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            received.addAll(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** The first trace whose spans arrived. */
    Resource resource() {
        return received.get(0).getResource();
    }

    /** All spans of a trace by start time, parents before children. */
    List<Span> trace(String id) {
        return all().stream()
                .filter(span -> hex(span.getTraceId()).equals(id))
                .sorted(Comparator.comparingLong(Span::getStartTimeUnixNano)
                        .thenComparing(Span::getEndTimeUnixNano, Comparator.reverseOrder()))
                .toList();
    }

    List<Span> all() {
        return received.stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** A trace in OTLP's JSON, where ids are hexadecimal instead of protobuf's Base64. */
    String json(String id) throws IOException {
        var request = ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(received.get(0).toBuilder()
                        .clearScopeSpans()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .setScope(received.get(0).getScopeSpans(0).getScope())
                                .addAllSpans(trace(id))))
                .build();
        JsonNode tree = JSON.readTree(JsonFormat.printer().printingEnumsAsInts().print(request));
        for (JsonNode span : tree.at("/resourceSpans/0/scopeSpans/0/spans")) {
            for (String name : List.of("traceId", "spanId", "parentSpanId")) {
                if (span.has(name)) {
                    byte[] bytes = Base64.getDecoder().decode(span.get(name).asText());
                    ((ObjectNode) span).put(name, HexFormat.of().formatHex(bytes));
                }
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
    }

    static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
