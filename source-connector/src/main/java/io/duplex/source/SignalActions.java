// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.protocol.table.TableId;
import io.duplex.source.incremental.BlockingSnapshot;
import io.duplex.source.incremental.IncrementalSnapshot;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.signal.Signal;
import io.duplex.source.signal.SnapshotRequest;
import io.duplex.source.table.GivenTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what signals ask for. A signal that is unknown or malformed is logged; none ever stops the task. */
final class SignalActions {
    private static final Logger LOG = LoggerFactory.getLogger(SignalActions.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final IncrementalSnapshot incremental;
    private final BlockingSnapshot blocking;
    private final BinlogJump jump;
    private final Supplier<List<TableId>> captured;
    private final List<GivenTables> given = new ArrayList<>();

    /**
     * Acts on these snapshots.
     *
     * @param captured names of the captured tables
     */
    SignalActions(
            IncrementalSnapshot incremental,
            BlockingSnapshot blocking,
            BinlogJump jump,
            Supplier<List<TableId>> captured) {
        this.incremental = incremental;
        this.blocking = blocking;
        this.jump = jump;
        this.captured = captured;
    }

    /** Acts on one signal. */
    void act(Signal signal, SourceOffset offset) {
        LOG.info(
                "Signal received id={} type={} data={} channel={}",
                signal.id(),
                signal.type(),
                signal.data(),
                signal.channel());
        try {
            JsonNode data = JSON.readTree(signal.data().isBlank() ? "{}" : signal.data());
            dispatch(signal, data, offset);
        } catch (JsonProcessingException malformed) {
            ignored(signal, "its data is no JSON: " + malformed.getOriginalMessage());
        } catch (IllegalArgumentException wrong) {
            ignored(signal, String.valueOf(wrong.getMessage()));
        }
    }

    private void dispatch(Signal signal, JsonNode data, SourceOffset offset) {
        switch (signal.type()) {
            case "execute-snapshot" -> execute(signal, SnapshotRequest.of(data));
            case "stop-snapshot" -> incremental.stop(SnapshotRequest.of(data).tables());
            case "pause-snapshot" -> incremental.pause();
            case "resume-snapshot" -> incremental.resume();
            case "set-binlog-position" -> jump.request(signal.id(), data);
            case "schema-changes" -> given.add(GivenTables.of(data));
            case "log" -> log(signal, data, offset);
            default -> ignored(signal, "its type is unknown");
        }
    }

    /** Returns which tables users have defined since the last call; the caller makes them so. */
    List<GivenTables> takeGiven() {
        if (given.isEmpty()) {
            return List.of();
        }
        List<GivenTables> taken = List.copyOf(given);
        given.clear();
        return taken;
    }

    private void execute(Signal signal, SnapshotRequest request) {
        if (request.tables().isEmpty()) {
            ignored(signal, "its data names no tables in 'data-collections'");
        } else if (request.type() == SnapshotRequest.Type.INCREMENTAL) {
            incremental.request(signal.id(), request, captured.get());
        } else {
            blocking.request(signal.id(), request, captured.get());
        }
    }

    private static void log(Signal signal, JsonNode data, SourceOffset offset) {
        String message = data.path("message").asText("");
        if (message.isEmpty()) {
            ignored(signal, "its data has no 'message'");
        } else {
            LOG.info(message, offset.toMap());
        }
    }

    private static void ignored(Signal signal, String cause) {
        LOG.warn("Signal ignored id={} type={} cause=\"{}\"", signal.id(), signal.type(), cause);
    }
}
