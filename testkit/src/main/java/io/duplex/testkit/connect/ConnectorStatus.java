// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the REST interface says of a connector and its tasks; {@code trace} is empty unless it failed. */
public record ConnectorStatus(String name, String state, String workerId, String trace, List<Task> tasks) {

    static ConnectorStatus of(JsonNode answer) {
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : answer.path("tasks")) {
            tasks.add(new Task(
                    task.path("id").asInt(),
                    task.path("state").asText(),
                    task.path("worker_id").asText(),
                    task.path("trace").asText("")));
        }
        JsonNode connector = answer.path("connector");
        return new ConnectorStatus(
                answer.path("name").asText(),
                connector.path("state").asText(),
                connector.path("worker_id").asText(),
                connector.path("trace").asText(""),
                List.copyOf(tasks));
    }

    boolean running() {
        return state.equals("RUNNING")
                && !tasks.isEmpty()
                && tasks.stream().allMatch(task -> task.state().equals("RUNNING"));
    }

    /** Whether connector and tasks are all in this state. */
    public boolean all(String wanted) {
        return state.equals(wanted)
                && tasks.stream().allMatch(task -> task.state().equals(wanted));
    }

    /** The stack trace of the connector or of its first failed task; empty when nothing failed. */
    public String failure() {
        if (state.equals("FAILED")) {
            return trace;
        }
        return tasks.stream()
                .filter(task -> task.state().equals("FAILED"))
                .map(Task::trace)
                .findFirst()
                .orElse("");
    }

    /** One task. */
    public record Task(int id, String state, String workerId, String trace) {}
}
