package dev.eader.console;

import jakarta.ws.rs.core.Response;

/** @param error for people: what is wrong and what would do */
record Refusal(String error) {
    static Response.ResponseBuilder of(int status, String error) {
        return Response.status(status).entity(new Refusal(error)).type("application/json");
    }
}
