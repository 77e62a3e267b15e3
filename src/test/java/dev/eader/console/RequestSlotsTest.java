package dev.eader.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RequestSlotsTest {
    private static final int ALL = RequestSlots.MAX_RUNNING + RequestSlots.MAX_WAITING;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<RoutingContext> running = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        var filters = new Filters();
        new RequestSlots().register(filters);
        var router = Router.router(vertx);
        router.route().handler(filters.getFilters().get(0).getHandler());
        router.route("/api/held").handler(running::add);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .actualPort();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private CompletableFuture<HttpResponse<String>> sendRequest() {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/held"))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofMinutes(1))
                .build();
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        answers.add(answer);
        return answer;
    }

    private long rejectedCount() {
        return answers.stream()
                .filter(answer -> answer.isDone() && !answer.isCompletedExceptionally())
                .filter(answer -> answer.join().statusCode() == 503)
                .count();
    }

    private void endResponse(RoutingContext exchange) {
        exchange.vertx().runOnContext(now -> exchange.response().end());
    }

    @Test
    void excess_requests_wait_and_then_get_503() {
        for (int i = 0; i < ALL + 3; i++) {
            sendRequest();
        }
        await().until(() -> rejectedCount() == 3 && running.size() == RequestSlots.MAX_RUNNING);
        var rejection = answers.stream()
                .filter(CompletableFuture::isDone)
                .findFirst()
                .orElseThrow()
                .join();
        assertThat(rejection.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(rejection.body()).contains("Try again");

        int served = 0;
        while (served < ALL) {
            await().until(() -> !running.isEmpty());
            assertThat(running).hasSizeLessThanOrEqualTo(RequestSlots.MAX_RUNNING);
            endResponse(running.poll());
            served++;
        }
        await().until(() -> answers.stream().allMatch(CompletableFuture::isDone));
        assertThat(rejectedCount()).isEqualTo(3);
    }

    @Test
    void disconnected_clients_free_their_slots() {
        for (int i = 0; i < ALL; i++) {
            sendRequest();
        }
        await().until(() -> running.size() == RequestSlots.MAX_RUNNING);
        answers.forEach(answer -> answer.cancel(true));
        await().until(() -> running.stream().allMatch(each -> each.response().closed()));
        running.clear();
        await().until(() -> {
            sendRequest();
            return running.stream().filter(each -> !each.response().closed()).count() == RequestSlots.MAX_RUNNING;
        });
    }
}
