package dev.eader.console;

import dev.eader.http.PendingBytes;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits the memory and threads of all API requests together. At most {@link #MAX_RUNNING} run at a time, since each may hold
 * several copies of a frame; {@link #MAX_WAITING} more wait with unread bodies; others get 503 with {@code Retry-After}. The live
 * stream has its own limit, see {@link LiveResource}.
 */
@Singleton
final class RequestSlots {
    static final int MAX_RUNNING = 8;
    static final int MAX_WAITING = 64;

    private static final int PRIORITY_AFTER_ACCESS_CHECK = 800;
    private static final String RETRY_SECONDS = "5";

    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int running;

    private record Waiting(RoutingContext exchange, Context context) {}

    void register(@Observes Filters filters) {
        filters.register(this::handle, PRIORITY_AFTER_ACCESS_CHECK);
    }

    private void handle(RoutingContext exchange) {
        String path = exchange.normalizedPath();
        if (!path.startsWith("/api/") || path.equals("/api/live")) {
            exchange.next();
        } else if (!PendingBytes.hasRoom()) {
            reject(exchange, "Too many responses are waiting for slow clients");
        } else if (acquireSlot()) {
            run(exchange);
        } else if (!enqueue(exchange)) {
            reject(exchange, "Too many requests are waiting");
        }
    }

    private synchronized boolean acquireSlot() {
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

    /** Must run on the event loop of the connection, so that the connection is not closed concurrently. */
    private void run(RoutingContext exchange) {
        if (exchange.response().closed()) {
            // an end handler added now would never be called
            passSlotOn();
            return;
        }
        exchange.addEndHandler(end -> passSlotOn());
        exchange.request().resume();
        exchange.next();
    }

    /** Passes the slot to the next waiting request whose client is still connected, or frees it. */
    private synchronized void passSlotOn() {
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

    private static void reject(RoutingContext exchange, String reason) {
        exchange.response().putHeader("Retry-After", RETRY_SECONDS).putHeader("Connection", "close");
        ErrorResponse.send(exchange.response(), 503, reason + ". Try again in " + RETRY_SECONDS + " s.");
    }
}
