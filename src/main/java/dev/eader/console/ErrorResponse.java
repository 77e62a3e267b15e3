package dev.eader.console;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response;

/**
 * Body of an error response, as JSON.
 *
 * @param error what is wrong and what is accepted, in one or two sentences
 */
record ErrorResponse(String error) {
    static Response.ResponseBuilder of(int status, String error) {
        return Response.status(status).entity(new ErrorResponse(error)).type("application/json");
    }

    /** Sends the error from a Vert.x handler. */
    static void send(HttpServerResponse response, int status, String error) {
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("error", error).encode());
    }
}
