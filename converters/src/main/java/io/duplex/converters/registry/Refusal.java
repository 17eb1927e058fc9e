// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.DataException;

/** An answer other than 2xx, with the registry's own error code and text where it gave them. */
record Refusal(int status, int code, String text) {

    static final int UNAUTHORIZED = 401;

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Set<Integer> PASSING = Set.of(408, 425, 429);
    private static final int LONGEST_TEXT = 2_000;

    static Refusal of(int status, String body, ObjectMapper json) {
        try {
            JsonNode answer = json.readTree(body);
            if (answer.hasNonNull("message")) {
                return new Refusal(
                        status,
                        answer.path("error_code").asInt(status),
                        answer.path("message").asText());
            }
        } catch (JsonProcessingException e) {
            // A proxy's HTML page, say: shown as it came.
        }
        return new Refusal(status, status, body.length() > LONGEST_TEXT ? body.substring(0, LONGEST_TEXT) : body);
    }

    boolean mayPass() {
        return status >= 500 || PASSING.contains(status);
    }

    /** The request is what was asked of the registry, in words. */
    RuntimeException exception(String request, Endpoint endpoint) {
        String said = "Cannot " + request + ": the schema registry " + endpoint + " answered " + this + ". ";
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                new ConfigException(said
                        + "Check " + Credentials.USER_INFO + ", " + BearerTokens.TOKEN + " or " + BearerTokens.CLIENT_ID
                        + ", and the rights of that user on the subject.");
            case NOT_FOUND ->
                new DataException(said + "Check " + RegistryOptions.URL
                        + " and the subject name strategy, or register the schema first.");
            case CONFLICT ->
                new DataException(
                        said
                                + "The schema breaks the subject's compatibility rule: lower the rule for the subject, or write to a new topic.");
            default -> new DataException(said);
        };
    }

    @Override
    public String toString() {
        return status + (code == status ? "" : " (error code " + code + ")") + ": " + text;
    }
}
