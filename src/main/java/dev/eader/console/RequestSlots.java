package dev.eader.console;

import dev.eader.http.PendingBytes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds the memory and threads that the console's requests take together: at most {@link #MAX_RUNNING} are answered at a
 * time, since each may hold a frame several times over, and {@link #MAX_WAITING} wait, their bodies unread. More are
 * answered with 503 and {@code Retry-After}. The live stream has its own limit, see {@link LiveResource}.
 */
@Singleton
final class RequestSlots {
    static final int MAX_RUNNING = 8;
    static final int MAX_WAITING = 64;

    private static final int AFTER_ACCESS = 800;
    private static final String RETRY_SECONDS = "5";

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int running;

    private record Waiting(RoutingContext exchange, Context context) {}

    void register(@Observes Filters filters) {
        filters.register(this::handle, AFTER_ACCESS);
    }

    private void handle(RoutingContext exchange) {
        String path = exchange.normalizedPath();
        if (!path.startsWith("/api/") || path.equals("/api/live")) {
            exchange.next();
        } else if (!PendingBytes.hasRoom()) {
            refuse(exchange, "Too many answers wait for slow clients");
        } else if (take()) {
            run(exchange);
        } else if (!enqueue(exchange)) {
            refuse(exchange, "Too many requests wait");
        }
    }

    private synchronized boolean take() {
        if (running == MAX_RUNNING) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized boolean enqueue(RoutingContext exchange) {
        if (waiting.size() == MAX_WAITING) {
            waiting.removeIf(each -> each.exchange().response().closed());
        }
        if (waiting.size() == MAX_WAITING) {
            return false;
        }
        exchange.request().pause();
        waiting.add(new Waiting(exchange, Vertx.currentContext()));
        return true;
    }

    /** On the event loop of the connection: it is not closed meanwhile. */
    private void run(RoutingContext exchange) {
        if (exchange.response().closed()) {
            // its end handlers are not called any more
            passOn();
            return;
        }
        exchange.addEndHandler(end -> passOn());
        exchange.request().resume();
        exchange.next();
    }

    /** Gives the slot to the next request that still has a client. */
    private synchronized void passOn() {
        Waiting next = waiting.poll();
        while (next != null && next.exchange().response().closed()) {
            next = waiting.poll();
        }
        if (next == null) {
            running--;
        } else {
            Waiting started = next;
            started.context().runOnContext(start -> run(started.exchange()));
        }
    }

    private static void refuse(RoutingContext exchange, String error) {
        exchange.response()
                .setStatusCode(503)
                .putHeader("Retry-After", RETRY_SECONDS)
                .putHeader("Connection", "close")
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", error + "; try again later").encode());
    }
}
