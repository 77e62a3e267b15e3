package dev.eader.console;

import jakarta.ws.rs.core.Response;

/** @param error for people: what is wrong and what would do */
record ErrorResponse(String error) {
    static Response.ResponseBuilder of(int status, String error) {
        return Response.status(status).entity(new ErrorResponse(error)).type("application/json");
    }
}
